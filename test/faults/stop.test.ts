import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { withoutPlanLimits } from "../engine";
import { eventually } from "../http/call";
import { startUpstream } from "../http/front-door";
import { type Answered, answeredOf, expectLogged } from "../processes/load";
import { makeOwner } from "../processes/owner";
import { TestServer } from "../processes/server";
import { tell } from "./figures";
import { Traffic } from "./traffic";

/** Of each kind at once. */
const EACH = 25;
/** A part comes or goes so often, for so long. */
const EVERY_MS = 100;
const PARTS = 55;
const PART = "x".repeat(8 * 1024);
/** With the settings that are there by default. */
const END_MS = 10_000;

/** A part of the body now and then, as whoever sends it has one. */
async function* parts(part: (n: number) => string): AsyncGenerator<Buffer> {
  for (let n = 0; n < PARTS; n++) {
    yield Buffer.from(part(n));
    await pause(EVERY_MS);
  }
}

const event = (n: number) => `data: ${n}\n\n`;
const EVENTS = Array.from({ length: PARTS }, (_, n) => event(n)).join("");

/** What somebody asks for, and what the whole answer says. */
const KINDS = {
  download: { path: "/api/v1/download", whole: PART.repeat(PARTS) },
  events: { path: "/api/v1/events", whole: EVENTS },
  upload: { path: "/api/v1/upload", whole: String(PART.length * PARTS) },
} as const;

test(`told to end under load, with ${EACH} downloads, uploads and event streams each that go on for ${(PARTS * EVERY_MS) / 1000} s, it cuts none of them, ends in order, and has every answer in the log`, async () => {
  const upstream = await startUpstream();
  upstream.handle = async (request, response) => {
    if (request.url === KINDS.upload.path) {
      let received = 0;
      for await (const part of request) received += (part as Buffer).length;
      response.end(String(received));
      return;
    }
    const isEvents = request.url === KINDS.events.path;
    if (isEvents) response.setHeader("Content-Type", "text/event-stream");
    if (isEvents || request.url === KINDS.download.path) {
      for await (const part of parts(isEvents ? event : () => PART)) response.write(part);
    }
    response.end();
  };
  onTestFinished(upstream.stop);
  const server = await TestServer.start({ env: { LATCHKEY_UPSTREAM: upstream.origin } });
  onTestFinished(() => server.remove());
  await withoutPlanLimits(server.database.db);
  const owner = await makeOwner(server);
  const { secret } = owner.key;
  const traffic = new Traffic(server.origin, [
    ...Array.from({ length: 8 }, () => ({ path: "/api/v1/of-the-upstream", secret })),
    ...Array.from({ length: 4 }, () => ({ path: "/api/v1/echo", secret })),
  ]);
  onTestFinished(() => traffic.stop());
  await eventually(() => traffic.answers.length > 100);

  const answered: Answered[] = [];
  const cut: string[] = [];
  const ask = async (kind: keyof typeof KINDS) => {
    const { path, whole } = KINDS[kind];
    const isUpload = kind === "upload";
    const upload = { method: "POST", body: parts(() => PART), duplex: "half" };
    try {
      const answer = await fetch(server.origin + path, {
        headers: { "X-API-Key": secret },
        ...(isUpload ? (upload as unknown as RequestInit) : {}),
      });
      answered.push(answeredOf(answer));
      const text = await answer.text();
      if (text !== whole) cut.push(`${kind}: ${text.length} of ${whole.length} bytes`);
    } catch (error) {
      cut.push(`${kind}: ${String(error)}`);
    }
  };
  const asked = Object.keys(KINDS).flatMap((kind) =>
    Array.from({ length: EACH }, () => ask(kind as keyof typeof KINDS)),
  );
  // Uploads have no answer before their end.
  await eventually(() => answered.length === EACH * 2);
  const { code, tookMs } = await server.stop();
  await Promise.all(asked);
  await traffic.stop();

  tell({
    promise: `SIGTERM under load, amid ${EACH} downloads, uploads and event streams each`,
    seen: `${cut.length} of ${asked.length} cut; exit ${code} after ${(tookMs / 1000).toFixed(1)} s; ${answered.length + traffic.answers.length} answers, all in the log`,
  });
  expect(cut).toEqual([]);
  expect(answered.map(({ status }) => status)).toEqual(Array(EACH * 3).fill(200));
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(END_MS);
  expect(Object.keys(traffic.tally())).toEqual(["200"]);
  await expectLogged(server.database.db, owner.accountId, [...traffic.answers, ...answered]);
});
