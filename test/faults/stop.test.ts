import type { IncomingMessage, ServerResponse } from "node:http";
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
/** A part comes or goes so often, for so long; an answer that goes on for six seconds is promised its end. */
const EVERY_MS = 100;
const GOES_ON_MS = 5_000;
const PART = "x".repeat(8 * 1024);
/** With the settings that are there by default. */
const END_MS = 10_000;

const END = "the end";

/** A body that comes in parts. */
async function* parts(part: string): AsyncGenerator<Buffer> {
  const endsAt = performance.now() + GOES_ON_MS;
  while (performance.now() < endsAt) {
    yield Buffer.from(part);
    await pause(EVERY_MS);
  }
  yield Buffer.from(END);
}

const DOWNLOAD = "/api/v1/download";
const EVENTS = "/api/v1/events";
const UPLOAD = "/api/v1/upload";
const ALL = [DOWNLOAD, EVENTS, UPLOAD];

test(`told to end under load, with ${EACH} downloads, uploads and event streams each that go on for ${GOES_ON_MS / 1000} s, it cuts none of them, ends in order, and has every answer in the log`, async () => {
  const upstream = await startUpstream();
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === UPLOAD) {
      // Whether it is whole: its end comes back.
      let end = "";
      for await (const part of request) end = (end + String(part)).slice(-END.length);
      response.end(end);
      return;
    }
    if (request.url === EVENTS) response.setHeader("Content-Type", "text/event-stream");
    if (request.url === EVENTS || request.url === DOWNLOAD) {
      const part = request.url === EVENTS ? "data: one more\n\n" : PART;
      for await (const each of parts(part)) response.write(each);
    }
    response.end();
  };
  upstream.handle = (request, response) => void serve(request, response);
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
  const ask = async (path: string) => {
    const upload = { method: "POST", body: parts(PART), duplex: "half" };
    try {
      const answer = await fetch(server.origin + path, {
        headers: { "X-API-Key": secret },
        ...(path === UPLOAD ? (upload as unknown as RequestInit) : {}),
      });
      answered.push(answeredOf(answer));
      const text = await answer.text();
      if (!text.endsWith(END)) cut.push(`${path}: its end is missing`);
    } catch (error) {
      cut.push(`${path}: ${String(error)}`);
    }
  };
  const asked = ALL.flatMap((path) => Array.from({ length: EACH }, () => ask(path)));
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
