import { type ClientRequest, request, type ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { accountOf } from "@/test/engine";
import { withoutPlanLimits } from "../engine";
import { beginAppStart } from "./app-start";
import { call, eventually } from "./call";
import { type FrontDoor, startFrontDoor, startUpstream } from "./front-door";

/*
 * Requests for route handlers while the app is on its first start: they wait for it as pages do. What holds for one
 * place and for the line is tried in lib/front-door/load/early-place.test.ts.
 */

const HANDLER = "/api/v1/echo";
const UNAVAILABLE = { error: "Service temporarily unavailable" };
/** Of what the app has at once at first, one key's part. */
const IN_APP_OF_A_KEY = 32;

let door: FrontDoor;
let upstream: Awaited<ReturnType<typeof startUpstream>>;
/** What the app has, and has not answered. */
let held: ServerResponse[] = [];

beforeAll(async () => {
  upstream = await startUpstream();
  upstream.handle = (_, response) => void response.end("of the service");
  door = await startFrontDoor({
    service: { origin: upstream.origin },
    app: (_, response) => void held.push(response),
    // Who comes when the app is up is shed at once where it has no room.
    patience: { crowdMs: 1, overloadMs: 1 },
  });
  await withoutPlanLimits(door.db);
});
afterAll(async () => {
  await door.stop();
  await upstream.stop();
});

function letGo() {
  for (const response of held) response.end("handled");
  held = [];
}

const ask = (of: FrontDoor, secret: string, path = HANDLER) =>
  call(of.port, { path, headers: { "X-API-Key": secret } });

test("handlers that are asked for wait for it, also more of one key than the app may have at once, and all are answered", async () => {
  const times = 3 * IN_APP_OF_A_KEY;
  const key = await door.freshKey({ quotaTotal: times + 1 });
  const spent = await door.freshKey({ active: false });
  const start = beginAppStart(door);
  const asked = Array.from({ length: times }, () => ask(door, key.secret));
  await eventually(() => start.awaited === times);
  expect(door.load.waiting).toBe(times);

  // A rejection, and what is for the operator's service, need no app.
  expect((await ask(door, spent.secret)).status).toBe(401);
  expect((await ask(door, key.secret, "/api/v1/of-the-service")).text).toBe("of the service");

  start.comesUp();
  await eventually(() => held.length === IN_APP_OF_A_KEY);
  expect(door.load.waiting).toBe(times - IN_APP_OF_A_KEY);
  const answers = Promise.all(asked);
  const whenAll = answers.then(() => true);
  while (!(await Promise.race([whenAll, new Promise((resume) => setImmediate(resume, false))]))) {
    letGo();
  }
  expect((await answers).map(({ status }) => status)).toEqual(Array(times).fill(200));
  expect([door.load.waiting, door.load.underWay]).toEqual([0, 0]);
  expect((await ask(door, key.secret)).status).toBe(401);
  const rows = await door.rows(key.id);
  expect(rows.filter(({ counted }) => counted)).toHaveLength(times + 1);
  const state = await accountOf(door.db, key.account.accountId, key.id);
  expect(state).toMatchObject({ counted: times + 1, drift: [0, 0, 0, 0] });
});

test("what waits is bounded in all and for each key: beyond it is 503 at once, in the log and out of the quotas, and the operator's service is asked all the same", async () => {
  const small = await startFrontDoor({
    service: { origin: upstream.origin },
    app: (_, response) => void response.end("handled"),
    requestsAtOnce: 16,
  });
  onTestFinished(() => small.stop());
  /** Half of all places wait for the app, a quarter of them with one key. */
  const ofAKey = 4;
  const [greedy, other, third] = await Promise.all([
    small.freshKey({ quotaTotal: ofAKey + 1 }),
    small.freshKey(),
    small.freshKey(),
  ]);
  const start = beginAppStart(small);
  const asked = Array.from({ length: ofAKey }, () => ask(small, greedy.secret));
  await eventually(() => start.awaited === ofAKey);
  const expectShed = async (secret: string) => {
    const { status, headers, json } = await ask(small, secret);
    expect([status, headers["retry-after"], json()]).toEqual([503, "1", UNAVAILABLE]);
  };
  await expectShed(greedy.secret);
  await expectShed(greedy.secret);
  for (let i = 0; i < ofAKey; i++) asked.push(ask(small, other.secret));
  await eventually(() => start.awaited === 2 * ofAKey);
  await expectShed(third.secret);
  expect((await ask(small, greedy.secret, "/api/v1/of-the-service")).status).toBe(200);

  start.comesUp();
  for (const answer of asked) expect((await answer).status).toBe(200);
  expect((await ask(small, greedy.secret)).status).toBe(401);
  const rows = await small.rows(greedy.id);
  const shed = rows.filter(({ status }) => status === 503);
  expect(shed).toHaveLength(2);
  expect(shed[0]).toMatchObject({ code: "unavailable", counted: false, credits: 0 });
  const state = await accountOf(small.db, greedy.account.accountId, greedy.id);
  expect(state).toMatchObject({ counted: ofAKey + 1, drift: [0, 0, 0, 0] });
});

/** Asks for a handler, as a client that may leave. */
function askAndStay(secret: string): ClientRequest {
  const client = request({ port: door.port, path: HANDLER, headers: { "X-API-Key": secret } });
  client.on("error", () => {});
  return client.end();
}

test.each([
  ["for the start", 2],
  ["for a turn", IN_APP_OF_A_KEY + 2],
])(
  "a client that leaves while it waits %s gives back its place at once, and its quota once",
  async (_, times) => {
    const key = await door.freshKey({ quotaTotal: times });
    const start = beginAppStart(door);
    const clients: ClientRequest[] = [];
    for (let i = 0; i < times; i++) {
      clients.push(askAndStay(key.secret));
      await eventually(() => start.awaited === clients.length);
    }
    const [one, other] = clients.slice(-2) as [ClientRequest, ClientRequest];
    if (times > IN_APP_OF_A_KEY) {
      start.comesUp();
      await eventually(() => held.length === IN_APP_OF_A_KEY);
    }
    for (const client of [one, other]) client.destroy();
    await eventually(() => door.load.waiting === 0);
    await eventually(async () => (await door.rows(key.id)).length === 2);
    expect(await door.rows(key.id)).toMatchObject(
      Array(2).fill({ status: 499, counted: false, credits: 0 }),
    );
    start.comesUp();
    letGo();
    await eventually(() => door.load.underWay === 0);
    for (let i = 0; i < 2; i++) {
      const answer = ask(door, key.secret);
      await eventually(() => held.length === 1);
      letGo();
      expect((await answer).status).toBe(200);
    }
    expect((await ask(door, key.secret)).status).toBe(401);
    await door.rows(key.id);
    const state = await accountOf(door.db, key.account.accountId, key.id);
    expect(state).toMatchObject({ counted: times, drift: [0, 0, 0, 0] });
  },
);

test("where it does not come up all are told so, and no quota counts them", async () => {
  const times = 2 * IN_APP_OF_A_KEY;
  const key = await door.freshKey({ quotaTotal: 1 + times });
  const start = beginAppStart(door);
  const asked = Array.from({ length: times }, () => ask(door, key.secret));
  await eventually(() => start.awaited === times);
  start.fails();
  for (const answer of asked) {
    const { status, headers, json } = await answer;
    expect([status, headers["retry-after"], json()]).toEqual([503, "1", UNAVAILABLE]);
  }
  expect([door.load.waiting, door.load.underWay]).toEqual([0, 0]);
  const rows = await door.rows(key.id);
  expect(rows).toHaveLength(times);
  expect(rows.filter(({ counted }) => counted)).toEqual([]);
  const state = await accountOf(door.db, key.account.accountId, key.id);
  expect(state).toMatchObject({ counted: 0, drift: [0, 0, 0, 0] });
});
