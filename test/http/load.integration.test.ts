import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { accountOf } from "@/test/engine";
import { call, eventually, raw } from "./call";
import { type FrontDoor, SERVICE_TOKEN, startFrontDoor, startUpstream } from "./front-door";

const AT_ONCE = 8;
/** What one key may have of them. */
const OF_A_KEY = AT_ONCE / 2;
const UNAVAILABLE = { error: "Service temporarily unavailable" };

let door: FrontDoor;
let upstream: Awaited<ReturnType<typeof startUpstream>>;
/** Answers that somebody waits for. */
let held: ServerResponse[] = [];

beforeAll(async () => {
  upstream = await startUpstream();
  const hold = (_: unknown, response: ServerResponse) => void held.push(response);
  upstream.handle = hold;
  door = await startFrontDoor({
    service: { origin: upstream.origin },
    app: hold,
    requestsAtOnce: AT_ONCE,
    ipBlock: { failures: 3, windowMs: 60_000, blockMs: 60_000 },
    trustedProxies: ["127.0.0.1"],
  });
});
afterAll(async () => {
  await door.stop();
  await upstream.stop();
});
afterEach(letGo);

function letGo() {
  for (const response of held) response.end("done");
  held = [];
}

const AT_UPSTREAM = "/api/v1/of-the-upstream";
const AT_HANDLER = "/api/v1/echo";

/** Asks as often as said, and waits until all are under way. */
async function ask(secret: string, path: string, times: number) {
  const before = held.length;
  const answers = Array.from({ length: times }, () =>
    call(door.port, { path, headers: { "X-API-Key": secret } }),
  );
  await eventually(() => held.length === before + times);
  return answers;
}

test.each([
  ["the upstream", AT_UPSTREAM],
  ["a handler", AT_HANDLER],
])(
  "one key that has half of all places with %s is shed beyond them, at once, in its log and out of its quotas, and others are served",
  async (_, path) => {
    const greedy = await door.freshKey({ quotaTotal: OF_A_KEY + 1 });
    const modest = await door.freshKey();
    const underWay = await ask(greedy.secret, path, OF_A_KEY);
    for (let i = 0; i < 3; i++) {
      const shed = await call(door.port, { path, headers: { "X-API-Key": greedy.secret } });
      expect([shed.status, shed.json()]).toEqual([503, UNAVAILABLE]);
      expect(shed.headers).toMatchObject({ "retry-after": "1", "latchkey-error": "unavailable" });
      expect(shed.headers["x-request-id"]).toBeDefined();
    }
    const others = await ask(modest.secret, path, 1);
    letGo();
    const statuses = await Promise.all([...underWay, ...others]);
    expect(statuses.map(({ status }) => status)).toEqual(Array(OF_A_KEY + 1).fill(200));

    const rows = await door.rows(greedy.id);
    const shed = rows.filter(({ status }) => status === 503);
    expect(shed).toHaveLength(3);
    expect(shed[0]).toMatchObject({ code: "unavailable", counted: false, credits: 0 });
    // There is room again, and one of its quota left.
    const [last] = await ask(greedy.secret, path, 1);
    letGo();
    expect((await last!).status).toBe(200);
    await door.rows(greedy.id);
    const state = await accountOf(door.db, greedy.account.accountId, greedy.id);
    expect(state).toMatchObject({ counted: OF_A_KEY + 1, drift: [0, 0, 0, 0] });
  },
);

test("where all places are taken every key is shed, verify says that it is us and not the key, and health answers", async () => {
  const keys = await Promise.all([door.freshKey(), door.freshKey(), door.freshKey()]);
  const [one, other, third] = keys.map(({ secret }) => secret) as [string, string, string];
  const underWay = [
    ...(await ask(one, AT_UPSTREAM, OF_A_KEY)),
    ...(await ask(other, AT_HANDLER, OF_A_KEY)),
  ];
  expect((await call(door.port, { headers: { "X-API-Key": third } })).status).toBe(503);
  const verified = await call(door.port, {
    method: "POST",
    path: "/api/verify",
    headers: { Authorization: `Bearer ${SERVICE_TOKEN}` },
    body: JSON.stringify({ key: third }),
  });
  expect([verified.status, verified.json()]).toEqual([503, UNAVAILABLE]);
  expect((await call(door.port, { path: "/healthz" })).status).toBe(200);
  expect((await call(door.port, { path: "/readyz" })).status).toBe(200);
  letGo();
  await Promise.all(underWay);
  const [served] = await ask(third, AT_HANDLER, 1);
  letGo();
  expect((await served!).status).toBe(200);
});

test("a client that leaves gives its place back", async () => {
  const key = await door.freshKey();
  for (let round = 0; round < AT_ONCE * 2; round++) {
    const head = `GET ${AT_UPSTREAM} HTTP/1.1\r\nHost: a\r\nX-API-Key: ${key.secret}\r\n\r\n`;
    const { socket } = await raw(door.port, head, { until: "never", timeoutMs: 1 });
    await eventually(() => held.length > 0);
    socket.destroy();
    await eventually(() => door.load.underWay === 0);
    held = [];
  }
});

test("a rejection takes no place, and a blocked address is told so also where there is no room", async () => {
  const spent = await door.freshKey({ active: false });
  for (let i = 0; i < AT_ONCE * 2; i++) {
    expect((await call(door.port, { headers: { "X-API-Key": spent.secret } })).status).toBe(401);
  }
  expect(door.load.underWay).toBe(0);

  const key = await door.freshKey();
  const from = { "X-Forwarded-For": "203.0.113.77" };
  for (let i = 0; i < 3; i++) {
    const guess = { ...from, "X-API-Key": `lk_guess-${i}` };
    expect((await call(door.port, { headers: guess })).status).toBe(401);
  }
  const underWay = await ask(key.secret, AT_UPSTREAM, OF_A_KEY);
  const blocked = await call(door.port, { headers: { ...from, "X-API-Key": key.secret } });
  expect([blocked.status, blocked.headers["latchkey-error"]]).toEqual([403, "ip_blocked"]);
  letGo();
  await Promise.all(underWay);
});

/** Requests of one connection that are served at once: the first, and eight behind it. */
const IN_TURN = 9;
/** More than is read at once, and than all buffers on the way hold. */
const PIPELINED = 60_000;

test("of thousands of requests on one connection a few are served at once, the rest is not even read, others are served, and at the end all are answered in order", async () => {
  const roomy = await startFrontDoor({ service: { origin: upstream.origin } });
  try {
    const key = await roomy.freshKey({}, "scale");
    await roomy.db.execute(`update plans set per_second = null, per_minute = null`);
    const head = (path: string) =>
      `GET ${path} HTTP/1.1\r\nHost: a\r\nX-API-Key: ${key.secret}\r\n\r\n`;
    const one = raw(roomy.port, head(`${AT_UPSTREAM}?n`).repeat(PIPELINED), {
      until: "the end of the test",
      timeoutMs: 1,
    });
    const { socket } = await one;
    await eventually(() => held.length === IN_TURN);
    expect((await call(roomy.port, { path: "/healthz" })).status).toBe(200);
    const other = call(roomy.port, {
      path: AT_UPSTREAM,
      headers: { "X-API-Key": (await roomy.freshKey()).secret },
    });
    await eventually(() => held.length === IN_TURN + 1);
    expect(socket.writableLength).toBeGreaterThan(0);

    upstream.handle = (_, response) => {
      response.end("done");
    };
    letGo();
    expect((await other).status).toBe(200);
    socket.destroy();
  } finally {
    upstream.handle = (_, response) => void held.push(response);
    await roomy.stop();
  }
});

test("a connection's many requests are all answered, each once and in order", async () => {
  const roomy = await startFrontDoor({ service: { origin: upstream.origin } });
  const times = 2_000;
  try {
    const key = await roomy.freshKey();
    await roomy.db.execute(`update plans set per_second = null, per_minute = null`);
    upstream.handle = (request, response) => response.end(`<${request.url!.split("?")[1]}>`);
    const heads = Array.from({ length: times }, (_, n) => {
      const last = n === times - 1 ? "Connection: close\r\n" : "";
      return `GET ${AT_UPSTREAM}?${n} HTTP/1.1\r\nHost: a\r\nX-API-Key: ${key.secret}\r\n${last}\r\n`;
    });
    const { text, closed } = await raw(roomy.port, heads.join(""), { timeoutMs: 30_000 });
    expect(closed).toBe(true);
    const answered = [...text.matchAll(/<(\d+)>/g)].map(([, n]) => Number(n));
    expect(answered).toEqual(Array.from({ length: times }, (_, n) => n));
    expect(await roomy.rows(key.id)).toHaveLength(times);
  } finally {
    upstream.handle = (_, response) => void held.push(response);
    await roomy.stop();
  }
});
