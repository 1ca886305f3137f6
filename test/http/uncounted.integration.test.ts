import { afterAll, beforeAll, expect, test } from "vitest";
import { accountOf } from "@/test/engine";
import { call } from "./call";
import { type FrontDoor, startFrontDoor } from "./front-door";

let door: FrontDoor;
beforeAll(async () => void (door = await startFrontDoor()));
afterAll(() => door.stop());

const MISTAKES = [
  ["no such endpoint", "GET", "/api/v1/nothing", 404, {}],
  ["a method that it does not know", "DELETE", "/api/v1/echo", 405, {}],
  ["a path that is unclean", "GET", "/api/v1/../v1/echo", 400, {}],
  [
    "a body in a coding of its own",
    "POST",
    "/api/v1/echo",
    400,
    { "Transfer-Encoding": "gzip, chunked" },
  ],
] as const;

test.each(MISTAKES)(
  "%s is in the log and uses up no quota, however often",
  async (_what, method, path, status, more) => {
    const key = await door.freshKey({ quotaTotal: 3, quotaDaily: 3 });
    const headers = { "X-API-Key": key.secret };
    for (let i = 0; i < 10; i++) {
      const answer = await call(door.port, { method, path, headers: { ...headers, ...more } });
      expect(answer.status).toBe(status);
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
