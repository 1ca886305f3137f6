import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import getPort from "get-port";
import { expect, onTestFinished, test } from "vitest";
import { makeAccount } from "../account";
import { ownDatabase } from "../database";
import { call, raw } from "../http/call";
import { makeKey } from "../key";
import { childrenOf, isAlive } from "./process-table";
import { Running } from "./running";
import { READY, serverEnv } from "./server";
import { ROOT } from "../root";

/** `npm run dev`: the same two processes, with a development server in the app's. */
async function startDev() {
  const temporary = mkdtempSync(path.join(os.tmpdir(), "lk-"));
  onTestFinished(() => rmSync(temporary, { recursive: true, force: true }));
  const database = await ownDatabase();
  onTestFinished(database.remove);
  const { accountId } = await makeAccount(database.db, { cleanup: false });
  const key = await makeKey({ db: database.db, accountId });
  const port = await getPort();
  const dev = new Running(["--import", "tsx", "server.ts", "--dev"], {
    cwd: ROOT,
    env: {
      ...serverEnv(database.url, temporary),
      NODE_ENV: "development",
      PORT: String(port),
      TMPDIR: temporary,
    },
    leadsGroup: true,
  });
  onTestFinished(async () => {
    dev.signal("SIGKILL");
    await dev.ended;
  });
  await dev.printed(READY, 60_000);
  return { dev, port, key, temporary };
}

/** Asks for a WebSocket. @returns the head of the answer, and the connection */
async function upgrade(port: number, target: string, headers: string[] = []) {
  const head = [
    `GET ${target} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    ...headers,
  ];
  const answer = await raw(port, `${head.join("\r\n")}\r\n\r\n`, { until: "\r\n\r\n" });
  onTestFinished(() => void answer.socket.destroy());
  return answer;
}

/** By which the browser hears that a page is to be loaded again. */
const RELOADING = "/_next/hmr";

test("in development, too, requests are enforced before a handler answers them, and a WebSocket is no way round", async () => {
  const { port, key } = await startDev();
  const answer = await call(port, { headers: { "X-API-Key": key.secret } });
  expect([answer.status, answer.json()]).toMatchObject([200, { caller: { key: { id: key.id } } }]);
  expect((await call(port, { headers: { "X-API-Key": "lk_wrong" } })).status).toBe(401);
  const keyed = await upgrade(port, "/api/v1/echo", [`X-API-Key: ${key.secret}`]);
  expect(keyed.text).toMatch(/^HTTP\/1\.1 400 /);
  const reloading = await upgrade(port, RELOADING);
  expect(reloading.text).toMatch(/^HTTP\/1\.1 101 /);
});

test("Ctrl-C ends both processes of development in order and at once, also while a page is open", async () => {
  const { dev, port, temporary } = await startDev();
  const [app] = await childrenOf(dev.pid, "app-server.ts");
  // Next.js listens for WebSockets from the first request on.
  await call(port, { path: "/_next/static/none.js" });
  expect((await upgrade(port, RELOADING)).text).toMatch(/^HTTP\/1\.1 101 /);
  process.kill(-dev.pid, "SIGINT");
  const endedMs = performance.now();
  expect(await dev.ended).toEqual({ code: 0, signal: null });
  // What is in flight is cut after six seconds; here nothing is.
  expect(performance.now() - endedMs).toBeLessThan(10_000);
  expect(await isAlive(app!)).toBe(false);
  expect(readdirSync(temporary).filter((name) => name.startsWith("latchkey-"))).toEqual([]);
});
