import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { withoutPlanLimits } from "../engine";
import { call, eventually } from "../http/call";
import { startUpstream } from "../http/front-door";
import { makeKey } from "../key";
import { makeOwner } from "../processes/owner";
import { TestServer } from "../processes/server";
import { percentile, tell } from "./figures";

/** Of those that are idle, and of those that send a byte a second. */
const EACH = 4_950;
/** Of those that read nothing: what lies in the kernel's buffers for each of them are megabytes. */
const DEAF = 100;
/** Longer than the head of a request may take. */
const HEAD_DEADLINE_MS = 60_000;
/** More than all buffers on its way hold. */
const LARGE_PARTS = 512;
const PART = Buffer.alloc(64 * 1024, "x");

const descriptorsOf = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;

/** Opens connections, a few at a time, that each begin in their own way. */
async function open(port: number, count: number, begin: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  for (let i = 0; i < count; i += 100) {
    await Promise.all(
      Array.from({ length: Math.min(100, count - i) }, async () => {
        const socket = connect(port, "127.0.0.1");
        socket.on("error", () => {});
        await new Promise<void>((resolve) => {
          socket.once("connect", resolve);
          socket.once("close", () => resolve());
        });
        sockets.push(socket);
        begin(socket);
      }),
    );
  }
  return sockets;
}

test("ten thousand connections that are idle, send a byte a second or read nothing keep nobody out, end by their deadlines, and leave no descriptor", async () => {
  const upstream = await startUpstream();
  upstream.handle = (request, response) => {
    if (!request.url!.endsWith("large")) return void response.end("of the upstream");
    Readable.from(Array.from({ length: LARGE_PARTS }, () => PART)).pipe(response);
    response.on("error", () => {});
  };
  onTestFinished(upstream.stop);
  const server = await TestServer.start({ env: { LATCHKEY_UPSTREAM: upstream.origin } });
  onTestFinished(() => server.remove());
  await withoutPlanLimits(server.database.db);
  const owner = await makeOwner(server);
  // One key has half of all places at most: what it holds open is nobody else's loss.
  const other = await makeKey({ db: server.database.db, accountId: owner.accountId });
  const headers = { "X-API-Key": other.secret };
  const ask = (path = "/api/v1/of-the-upstream") => call(server.port, { path, headers });
  expect((await ask()).status).toBe(200);
  const before = descriptorsOf(server.pid);

  // What they are told at the end is read: else they would not see that it is the end.
  const idle = await open(server.port, EACH, (socket) => socket.resume());
  const slow = await open(server.port, EACH, (socket) => socket.resume().write("G"));
  const head = `GET /api/v1/large HTTP/1.1\r\nHost: a\r\nX-API-Key: ${owner.key.secret}\r\n\r\n`;
  const deaf = await open(server.port, DEAF, (socket) => {
    socket.pause();
    socket.write(head);
  });
  const all = [...idle, ...slow, ...deaf];
  onTestFinished(() => all.forEach((socket) => socket.destroy()));
  // Those that wait to be taken are connected for their clients.
  const opened = () => descriptorsOf(server.pid) - before;
  await eventually(() => opened() >= all.length, 30_000);
  const openedThen = opened();

  const beganMs = performance.now();
  const rest = "ET /api/v1/echo HTTP/1.1\r\nX-Slow: ";
  let at = 0;
  const drip = setInterval(() => {
    const byte = rest[at++] ?? "x";
    for (const socket of slow) if (!socket.destroyed) socket.write(byte);
  }, 1_000);
  onTestFinished(() => clearInterval(drip));

  const tookMs: number[] = [];
  const statuses = new Map<number, number>();
  while (performance.now() - beganMs < HEAD_DEADLINE_MS + 40_000) {
    const askedMs = performance.now();
    const { status } = await ask();
    tookMs.push(performance.now() - askedMs);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    expect((await call(server.port, { path: "/healthz" })).status).toBe(200);
    if (slow.every(({ destroyed }) => destroyed) && idle.every(({ destroyed }) => destroyed)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const endedAfterS = (performance.now() - beganMs) / 1000;
  clearInterval(drip);
  const overdue = [...slow, ...idle].filter(({ destroyed }) => !destroyed).length;
  for (const socket of all) socket.destroy();
  await eventually(() => descriptorsOf(server.pid) <= before + 20, 30_000);
  tell({
    promise: `${all.length} connections: ${EACH} idle, ${EACH} that send a byte a second, ${DEAF} that read nothing`,
    seen: `${openedThen} descriptors more; others p50 ${percentile(tookMs, 0.5).toFixed(1)} ms, p99 ${percentile(tookMs, 0.99).toFixed(0)} ms (${[...statuses].map(([status, times]) => `${status}: ${times}`).join(", ")}); the slow and the idle were ended after ${endedAfterS.toFixed(0)} s; ${descriptorsOf(server.pid) - before} descriptors more at the end`,
  });
  expect([...statuses.keys()]).toEqual([200]);
  expect(overdue).toBe(0);
  expect(await server.stop()).toMatchObject({ code: 0 });
});
