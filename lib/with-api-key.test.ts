import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { StorageError } from "@/lib/storage/error";
import { type Caller, type KeyedHandler, withApiKey } from "./with-api-key";

const TOKEN = "a token of this start, made by the front door";

beforeEach(() => void vi.stubEnv("LATCHKEY_APP_TOKEN", TOKEN));
afterEach(() => void vi.unstubAllEnvs());

const ids = { account: uuidv7(), key: uuidv7(), request: uuidv7() };

const caller: Caller = {
  account: { id: ids.account, name: "Ada & Söhne" },
  key: { id: ids.key, alias: "wëb 1", category: "production" },
  plan: { name: "pro", perSecond: 50, perMinute: 1500 },
  requestId: ids.request,
};
const inWords = (said: unknown) => encodeURIComponent(JSON.stringify(said));

/** What the front door says of a request that it let in. */
const said: Record<string, string> = {
  "Latchkey-App-Token": TOKEN,
  "Latchkey-Caller": inWords(caller),
  "X-Request-Id": ids.request,
};

const ask = (headers: Record<string, string>, handler: KeyedHandler) =>
  withApiKey("/api/v1/echo", handler)(new Request("http://x/api/v1/echo", { headers }));

const never: KeyedHandler = () => {
  throw new Error("the handler was reached");
};

async function expectUnavailable(answer: Response) {
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ error: "Service temporarily unavailable" });
  expect(answer.headers.get("Latchkey-Error")).toBe("unavailable");
  expect(answer.headers.get("Retry-After")).toBe("1");
  expect(answer.headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
}

test("a handler gets the caller that the front door names", async () => {
  const answer = await ask(said, (_request, told) => Response.json(told));
  expect(await answer.json()).toEqual(caller);
});

test("a handler sees neither the token nor the words of the front door, and all else", async () => {
  const answer = await ask({ ...said, "X-Other": "1" }, (request) =>
    Response.json([...request.headers.keys()].sort()),
  );
  expect(await answer.json()).toEqual(["x-other", "x-request-id"]);
});

describe("a handler is not reached", () => {
  test.each([
    ["by who has a key alone", { "X-API-Key": "lk_any" }],
    ["without the token", { ...said, "Latchkey-App-Token": "" }],
    ["with another start's token", { ...said, "Latchkey-App-Token": TOKEN.replace("a", "b") }],
    ["with half the token", { ...said, "Latchkey-App-Token": TOKEN.slice(0, 10) }],
    ["where nobody is named", { "Latchkey-App-Token": TOKEN }],
    ["where a key is not named", { ...said, "Latchkey-Caller": inWords({ ...caller, key: {} }) }],
    ["where the words cannot be read", { ...said, "Latchkey-Caller": "%zz" }],
  ])("%s", async (_why, headers) => expectUnavailable(await ask(headers, never)));

  test("where no front door has started the app", async () => {
    vi.stubEnv("LATCHKEY_APP_TOKEN", undefined);
    await expectUnavailable(await ask(said, never));
    await expectUnavailable(await ask({ ...said, "Latchkey-App-Token": "undefined" }, never));
  });

  test("where the token is an empty text", async () => {
    vi.stubEnv("LATCHKEY_APP_TOKEN", "");
    await expectUnavailable(await ask({ ...said, "Latchkey-App-Token": "" }, never));
  });
});

test("what a handler could not read is a failure of ours, and its own mistakes are not", async () => {
  const failed = await ask(said, () => Promise.reject(new StorageError("reading", "gone")));
  await expectUnavailable(failed);
  expect(failed.headers.get("X-Request-Id")).toBe(ids.request);
  await expect(ask(said, () => Promise.reject(new Error("a mistake")))).rejects.toThrow(
    "a mistake",
  );
});
