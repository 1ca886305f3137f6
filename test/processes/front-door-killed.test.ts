import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ownDatabase } from "../database";
import { withoutPlanLimits } from "../engine";
import { call, eventually } from "../http/call";
import { startUpstream } from "../http/front-door";
import { expectLogged, Load } from "./load";
import { makeOwner } from "./owner";
import { isAlive } from "./process-table";
import { type ServerSetup, TestServer } from "./server";

/** The app notices by itself within a second. */
const GONE_MS = 5_000;

async function start(setup: ServerSetup = {}): Promise<TestServer> {
  const server = await TestServer.start(setup);
  onTestFinished(() => server.remove());
  return server;
}

test("when the front door is killed under load the app goes with it, and the next start on the same data has every request that was answered", async () => {
  const upstream = await startUpstream();
  upstream.handle = (_request, response) => response.end("of the upstream");
  onTestFinished(upstream.stop);
  const database = await ownDatabase();
  onTestFinished(database.remove);
  await withoutPlanLimits(database.db);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "latchkey-data-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const kept = { database, dataDir, env: { LATCHKEY_UPSTREAM: upstream.origin } };
  const server = await start(kept);
  const owner = await makeOwner(server);
  const app = await server.appPid();
  expect(server.socketFolders()).toHaveLength(1);

  const load = new Load(server.origin, owner);
  await eventually(() => load.counts.gateway > 300 && load.counts.handler > 100, 30_000);
  load.mayBreak = true;
  server.signal("SIGKILL");
  await server.exited;
  await load.stop();
  await eventually(async () => !(await isAlive(app)), GONE_MS);
  expect(server.socketFolders()).toEqual([]);
  expect(load.faults).toEqual([]);

  const next = await start(kept);
  const page = await call(next.port, {
    path: "/dashboard/keys",
    headers: { Cookie: owner.cookie },
  });
  expect(page.status).toBe(200);
  expect(await next.stop()).toMatchObject({ code: 0 });
  await expectLogged(database.db, owner.accountId, load.answered, { mayHoldMore: true });
});

test("an app that was stopped when the front door was killed is gone once it goes on", async () => {
  const server = await start();
  const app = await server.appPid();
  process.kill(app, "SIGSTOP");
  server.signal("SIGKILL");
  await server.exited;
  expect(await isAlive(app)).toBe(true);
  process.kill(app, "SIGCONT");
  await eventually(async () => !(await isAlive(app)), GONE_MS);
  expect(server.socketFolders()).toEqual([]);
});

test("what a kill leaves where the app was stopped, the next start on the same data clears away", async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "latchkey-data-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const server = await start({ dataDir });
  const app = await server.appPid();
  process.kill(app, "SIGSTOP");
  server.signal("SIGKILL");
  await server.exited;
  const folders = server.socketFolders();
  expect(folders).toHaveLength(1);
  const next = await start({ dataDir });
  expect(await isAlive(app)).toBe(false);
  expect(server.socketFolders()).toEqual([]);
  expect((await call(next.port, { path: "/sign-in" })).status).toBe(200);
  // Another front door on the same data keeps its app.
  const beside = await start({ dataDir });
  expect(await isAlive(await next.appPid())).toBe(true);
  await beside.stop();
  await next.stop();
  expect(readdirSync(path.join(dataDir, "apps"))).toEqual([]);
});

test("an app that had only just been started when the front door was killed is gone too", async () => {
  const server = await start({ waitsUntilReady: false });
  const app = await server.appPid();
  process.kill(app, "SIGSTOP");
  server.signal("SIGKILL");
  await server.exited;
  process.kill(app, "SIGCONT");
  await eventually(async () => !(await isAlive(app)), GONE_MS);
  expect(server.socketFolders()).toEqual([]);
});
