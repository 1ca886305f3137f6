import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { call, eventually } from "../http/call";
import { startUpstream } from "../http/front-door";
import { makeAccount } from "../account";
import { makeKey } from "../key";
import { isPlainPage } from "./load";
import { makeOwner } from "./owner";
import { variableOf } from "./process-table";
import { SERVICE_TOKEN, type ServerSetup, TestServer } from "./server";
import { ROOT } from "../root";

/** What a start may take on a busy machine. */
const START_MS = 20_000;

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "lk-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A server in front of an upstream that is begun, and a key to it. */
async function begin(setup: ServerSetup = {}) {
  const upstream = await startUpstream();
  upstream.handle = (_request, response) => response.end("of the upstream");
  onTestFinished(upstream.stop);
  const env = { LATCHKEY_UPSTREAM: upstream.origin, ...setup.env };
  const server = await TestServer.start({ ...setup, waitsUntilReady: false, env });
  onTestFinished(() => server.remove());
  const { db } = server.database;
  const { accountId } = await makeAccount(db, { cleanup: false });
  const key = await makeKey({ db, accountId });
  const viaGateway = () =>
    fetch(`${server.origin}/api/v1/of-the-upstream`, { headers: { "X-API-Key": key.secret } });
  const gatewayServes = () =>
    viaGateway().then(
      ({ status }) => status === 200,
      () => false,
    );
  const verify = () =>
    fetch(`${server.origin}/api/verify`, {
      method: "POST",
      headers: { Authorization: `Bearer ${SERVICE_TOKEN}` },
      body: JSON.stringify({ key: key.secret }),
    });
  return { server, key, gatewayServes, verify };
}

test("the gateway and verify serve before the app is up, and pages and handlers that are asked for meanwhile wait for it", async () => {
  const { server, key, gatewayServes, verify } = await begin();
  const app = await server.appPid();
  process.kill(app, "SIGSTOP");
  onTestFinished(() => void (server.isRunning && process.kill(app, "SIGCONT")));
  await eventually(gatewayServes, START_MS);
  expect(await (await verify()).json()).toMatchObject({ valid: true });
  expect(await server.app()).toMatchObject({ state: "starting", restarts: 0 });

  let answered = 0;
  const asked = [
    call(server.port, { path: "/sign-in" }),
    call(server.port, { path: "/api/auth/csrf" }),
    call(server.port, { headers: { "X-API-Key": key.secret } }),
  ].map((answer) => answer.finally(() => answered++));
  for (let i = 0; i < 50; i++) expect(await gatewayServes()).toBe(true);
  expect(answered).toBe(0);
  expect(server.out).toEqual([]);

  process.kill(app, "SIGCONT");
  for (const answer of asked) expect((await answer).status).toBe(200);
  await server.ready();
  expect(await server.app()).toMatchObject({ state: "up", restarts: 0 });
});

/** A folder like the project's, with the front door's bundle in it and without the app's. */
function rootWithoutApp(): string {
  const root = temporaryFolder();
  for (const name of readdirSync(ROOT)) {
    if (name !== ".next") symlinkSync(path.join(ROOT, name), path.join(root, name));
  }
  mkdirSync(path.join(root, ".next"));
  const ofFrontDoor = /^latchkey(?!-app).*\.mjs$/;
  for (const name of readdirSync(path.join(ROOT, ".next")).filter((name) =>
    ofFrontDoor.test(name),
  )) {
    copyFileSync(path.join(ROOT, ".next", name), path.join(root, ".next", name));
  }
  return root;
}

test("where the app cannot start the gateway and verify serve all the same, and it is tried again ever more rarely", async () => {
  const { server, key, gatewayServes, verify } = await begin({ root: rootWithoutApp() });
  await server.ready();
  const attempts = () => server.logged("the app has ended; it is started again");
  await eventually(() => attempts().length >= 5, START_MS);
  const pauses = attempts().map(({ pauseMs }) => pauseMs);
  expect(pauses.slice(0, 5)).toEqual([100, 200, 400, 800, 1_600]);

  expect(await gatewayServes()).toBe(true);
  expect(await (await verify()).json()).toMatchObject({ valid: true });
  const page = await fetch(`${server.origin}/sign-in`);
  expect(await isPlainPage(page, await page.text())).toBe(true);
  const handler = await call(server.port, { headers: { "X-API-Key": key.secret } });
  expect([handler.status, handler.headers["latchkey-error"]]).toEqual([503, "unavailable"]);
  const ready = await fetch(`${server.origin}/readyz`);
  expect([ready.status, await ready.json()]).toMatchObject([200, { app: { state: "down" } }]);

  const { code, tookMs } = await server.stop();
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(10_000);
});

test("a folder of temporary files and a data directory with long paths are no hindrance", async () => {
  const long = path.join(temporaryFolder(), "a".repeat(80), "b".repeat(80));
  const folders = { temporary: path.join(long, "tmp"), data: path.join(long, "data") };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  const server = await TestServer.start({
    dataDir: folders.data,
    env: { TMPDIR: folders.temporary },
  });
  onTestFinished(() => server.remove());
  const owner = await makeOwner(server);
  const page = await call(server.port, {
    path: "/dashboard/keys",
    headers: { Cookie: owner.cookie },
  });
  expect(page.status).toBe(200);
  const echoed = await call(server.port, { headers: { "X-API-Key": owner.key.secret } });
  expect(echoed.status).toBe(200);
  // A path that is too long is cut off without a word, and the socket would lie where others may enter.
  const socket = variableOf(await server.appPid(), "LATCHKEY_APP_SOCKET");
  if (socket !== null) {
    expect(statSync(socket).isSocket()).toBe(true);
    expect(statSync(path.dirname(socket)).mode & 0o777).toBe(0o700);
  }
  expect(await server.stop()).toMatchObject({ code: 0 });
  expect(existsSync(path.join(folders.data, "journal"))).toBe(true);
});
