import fc from "fast-check";
import { expect, test } from "vitest";
import { readWebBody } from "./read-web-body";

const LIMITS = { maxBytes: 1_000, deadlineMs: 5_000 };

/** A request whose body comes in parts, and then ends, stays away or breaks. */
function requestOf(parts: readonly Uint8Array[], then: "ends" | "waits" | "breaks" = "ends") {
  const left = [...parts];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = left.shift();
      if (part) return controller.enqueue(part);
      if (then === "ends") controller.close();
      else if (then === "breaks") controller.error(new Error("the client left"));
      else return new Promise<void>(() => {});
    },
  });
  return new Request("http://localhost", { method: "POST", body, duplex: "half" } as RequestInit);
}

test("a body is read whole, in whatever parts it comes, and up to its limit", async () => {
  const parts = fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(parts, async (all) => {
      const whole = Buffer.concat(all);
      const reading = readWebBody(requestOf(all), LIMITS);
      if (whole.length <= LIMITS.maxBytes) expect(await reading).toEqual(whole);
      else await expect(reading).rejects.toMatchObject({ status: 413 });
    }),
  );
});

test("none is an empty one", async () => {
  const none = new Request("http://localhost", { method: "POST" });
  expect(await readWebBody(none, LIMITS)).toHaveLength(0);
});

test("one that stays away is 408, one that breaks off 400, and one without end 413", async () => {
  const part = new Uint8Array(300);
  const late = readWebBody(requestOf([part], "waits"), { ...LIMITS, deadlineMs: 20 });
  await expect(late).rejects.toMatchObject({ status: 408 });
  const broken = readWebBody(requestOf([part], "breaks"), LIMITS);
  await expect(broken).rejects.toMatchObject({ status: 400 });
  const endless = readWebBody(requestOf([part, part, part, part], "waits"), LIMITS);
  await expect(endless).rejects.toMatchObject({ status: 413 });
});
