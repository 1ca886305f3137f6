import { request } from "node:http";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { accountOf } from "@/test/engine";
import { call } from "./call";
import { type FrontDoor, startFrontDoor } from "./front-door";

let door: FrontDoor;
beforeAll(async () => void (door = await startFrontDoor()));
afterAll(() => door.stop());

const MISTAKES = [
  ["no such endpoint", "GET", "/api/v1/nothing", 404],
  ["a method that it does not know", "DELETE", "/api/v1/echo", 405],
  ["a path that is unclean", "GET", "/api/v1/../v1/echo", 400],
] as const;

test.each(MISTAKES)(
  "%s is in the log and uses up no quota, however often",
  async (_what, method, path, status) => {
    const key = await door.freshKey({ quotaTotal: 3, quotaDaily: 3 });
    const headers = { "X-API-Key": key.secret };
    for (let i = 0; i < 10; i++) {
      expect((await call(door.port, { method, path, headers })).status).toBe(status);
    }
    for (let i = 0; i < 3; i++) expect((await call(door.port, { headers })).status).toBe(200);
    expect((await call(door.port, { headers })).status).toBe(401);
    const rows = await door.rows(key.id);
    expect(rows.filter((row) => row.status === status)).toHaveLength(10);
    expect(rows.filter((row) => row.counted)).toHaveLength(3);
    const state = await accountOf(door.db, key.account.accountId, key.id);
    expect(state).toMatchObject({ counted: 3, drift: [0, 0, 0, 0] });
  },
);

test("mistakes amid many requests at once leave a quota exact", async () => {
  const key = await door.freshKey({ quotaTotal: 40 });
  const headers = { "X-API-Key": key.secret };
  const statuses = await Promise.all(
    Array.from({ length: 120 }, async (_, i) => {
      const path = i % 2 === 0 ? "/api/v1/echo" : "/api/v1/nothing";
      return (await call(door.port, { path, headers })).status;
    }),
  );
  const admitted = statuses.filter((status) => status === 200).length;
  for (let i = admitted; i < 40; i++) expect((await call(door.port, { headers })).status).toBe(200);
  expect((await call(door.port, { headers })).status).toBe(401);
});

test("a request that no handler was there for uses up no quota", async () => {
  const key = await door.freshKey({ quotaTotal: 1 });
  const { app } = door;
  const { upstream } = app;
  app.upstream = null;
  app.state = "down";
  const away = await call(door.port, { headers: { "X-API-Key": key.secret } });
  expect([away.status, away.headers["latchkey-error"]]).toEqual([503, "unavailable"]);
  app.upstream = upstream;
  app.state = "up";
  expect((await call(door.port, { headers: { "X-API-Key": key.secret } })).status).toBe(200);
  expect(await door.rows(key.id)).toMatchObject([
    { status: 503, code: "unavailable", counted: false },
    { status: 200, counted: true },
  ]);
});

test("a client that leaves while a handler is waited for, which then does not come up, uses up one admission once", async () => {
  const key = await door.freshKey({ quotaTotal: 3 });
  const { app } = door;
  const { upstream, firstStart } = app;
  onTestFinished(() => void Object.assign(app, { upstream, state: "up", firstStart }));
  let waiting = 0;
  let giveUp!: () => void;
  const started = new Promise<void>((resolve) => (giveUp = resolve));
  Object.assign(app, {
    upstream: null,
    state: "starting",
    firstStart: () => (waiting++, started),
  });
  const clients = [1, 2].map(() => {
    const client = request({
      port: door.port,
      path: "/api/v1/echo",
      headers: { "X-API-Key": key.secret },
    });
    client.on("error", () => {});
    return client.end();
  });
  await expect.poll(() => waiting).toBe(2);
  for (const client of clients) client.destroy();
  await expect.poll(async () => (await door.rows(key.id)).length).toBe(2);
  app.state = "down";
  giveUp();
  // Both are told before the app is there again.
  await new Promise((resume) => setImmediate(resume));
  Object.assign(app, { upstream, state: "up", firstStart });
  const statuses = [];
  for (let i = 0; i < 3; i++) {
    statuses.push((await call(door.port, { headers: { "X-API-Key": key.secret } })).status);
  }
  expect(statuses).toEqual([200, 401, 401]);
  expect((await door.rows(key.id)).filter(({ counted }) => counted)).toHaveLength(3);
  const state = await accountOf(door.db, key.account.accountId, key.id);
  expect(state).toMatchObject({ counted: 3, drift: [0, 0, 0, 0] });
});
