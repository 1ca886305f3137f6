import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { newSecret } from "@/lib/credentials/secret";
import { call, raw } from "./call";
import { type FrontDoor, SERVICE_TOKEN, startFrontDoor } from "./front-door";

let door: FrontDoor;
beforeAll(async () => {
  door = await startFrontDoor({ ipBlock: { failures: 3, windowMs: 60_000, blockMs: 120_000 } });
});
afterAll(() => door.stop());

interface Verdict {
  valid: boolean;
  requestId: string;
  code?: string;
  error?: string;
  status?: number;
  retryAfter?: number;
}

const post = (body: unknown, headers: Record<string, string> = {}, port = door.port) =>
  call(port, {
    method: "POST",
    path: "/api/verify",
    headers: {
      Authorization: `Bearer ${SERVICE_TOKEN}`,
      "Content-Type": "application/json",
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const verdict = async (body: object) => (await post(body)).json() as unknown as Verdict;

test("a valid key: who it is, what is left, and a log row as the service had it", async () => {
  const key = await door.freshKey({ quotaDaily: 10, alias: "web", category: "production" });
  const answer = await post({
    key: key.secret,
    method: "PUT",
    path: "/v2/things/ü?token=secret",
    ip: "2001:DB8:0:0::7",
    credits: 12,
  });
  expect(answer.status).toBe(200);
  expect(answer.headers["cache-control"]).toBe("no-store");
  const body = answer.json<{ requestId: string; limits: unknown[] }>();
  expect(body).toEqual({
    valid: true,
    requestId: answer.headers["x-request-id"],
    account: { id: key.account.accountId, name: "Test account" },
    key: { id: key.id, alias: "web", category: "production" },
    limits: [
      { name: "second", limit: 500, remaining: 499, resetS: expect.any(Number) },
      { name: "minute", limit: 15_000, remaining: 14_999, resetS: expect.any(Number) },
      { name: "daily", limit: 10, remaining: 9, resetS: expect.any(Number) },
    ],
  });
  expect(await door.rows(key.id)).toMatchObject([
    {
      id: body.requestId,
      method: "PUT",
      path: "/v2/things/ü",
      ip: "2001:db8::7",
      credits: 12,
      status: 200,
      code: null,
      counted: true,
    },
  ]);
});

test("without details a row says POST /api/verify, no address, one credit", async () => {
  const key = await door.freshKey();
  expect(await verdict({ key: ` ${key.secret} ` })).toMatchObject({ valid: true });
  expect(await door.rows(key.id)).toMatchObject([
    { method: "POST", path: "/api/verify", ip: null, credits: 1 },
  ]);
});

describe("a key that is not let in", () => {
  test("is told as the front door would, and logged with what the client gets", async () => {
    const inactive = await door.freshKey({ active: false });
    const expired = await door.freshKey({ expiresAt: new Date(Date.now() - 1_000) });
    expect(await verdict({ key: inactive.secret })).toEqual({
      valid: false,
      requestId: expect.any(String),
      code: "inactive_key",
      error: "Inactive API Key",
      status: 401,
    });
    expect(await verdict({ key: expired.secret })).toMatchObject({
      code: "expired_key",
      error: "Expired API Key",
      status: 401,
    });
    expect(await door.rows(inactive.id)).toMatchObject([
      { status: 401, code: "inactive_key", credits: 0, counted: false },
    ]);
  });

  test.each(["", "   ", "nonsense", newSecret("lk"), "x".repeat(20_000), "\0\n"])(
    "is invalid where there is none such: %j",
    async (key) => {
      expect(await verdict({ key })).toMatchObject({
        valid: false,
        code: "invalid_key",
        error: "Invalid API Key",
        status: 401,
      });
    },
  );

  test("counts together with the front door's requests", async () => {
    const key = await door.freshKey({ quotaWeekly: 2 });
    const viaDoor = () => call(door.port, { headers: { "X-API-Key": key.secret } });
    expect((await viaDoor()).status).toBe(200);
    expect(await verdict({ key: key.secret })).toMatchObject({ valid: true });
    expect((await viaDoor()).text).toBe('{"error":"Rate limit exceeded: quota weekly"}');
    const rejected = await verdict({ key: key.secret });
    expect(rejected).toMatchObject({
      valid: false,
      code: "quota_weekly",
      error: "Rate limit exceeded: quota weekly",
      status: 401,
    });
    expect(rejected.retryAfter).toBeGreaterThan(0);
  });

  test("counts towards the block of the address that the service names", async () => {
    const ip = "198.51.100.77";
    const key = await door.freshKey();
    for (let i = 0; i < 3; i++) await verdict({ key: newSecret("lk"), ip });
    const blocked = await verdict({ key: key.secret, ip });
    expect(blocked).toMatchObject({ valid: false, code: "ip_blocked", status: 403 });
    expect(blocked.retryAfter).toBeGreaterThan(100);
    expect(await verdict({ key: key.secret })).toMatchObject({ valid: true });
    expect(await door.rows(key.id)).toMatchObject([
      { status: 403, code: "ip_blocked", ip },
      { status: 200, ip: null },
    ]);
  });
});

test("a failure of ours is 503, never a verdict", async () => {
  const find = vi.spyOn(door.engine.keys, "find").mockRejectedValue(new Error("connection lost"));
  onTestFinished(() => find.mockRestore());
  const answer = await post({ key: newSecret("lk") });
  expect([answer.status, answer.text]).toEqual([
    503,
    '{"error":"Service temporarily unavailable"}',
  ]);
  expect(answer.headers["retry-after"]).toMatch(/^[1-9]\d*$/);
  expect(answer.headers["latchkey-error"]).toBe("unavailable");
});

test("a verdict whose row cannot be made durable is 503", async () => {
  const key = await door.freshKey();
  const record = vi
    .spyOn(door.engine, "recordThen")
    .mockImplementation((_admission, _answer, then) => then(new Error("the disk is full")));
  onTestFinished(() => record.mockRestore());
  expect((await post({ key: key.secret })).status).toBe(503);
});

describe("a caller", () => {
  test.each(["Bearer wrong-token", "Bearer", SERVICE_TOKEN, `Basic ${SERVICE_TOKEN}`, ""])(
    "with %j instead of the service token is 401",
    async (authorization) => {
      const answer = await post({ key: "x" }, { Authorization: authorization });
      expect([answer.status, answer.text]).toEqual([401, '{"error":"Invalid service token"}']);
      expect(answer.headers["www-authenticate"]).toBe("Bearer");
    },
  );

  test("finds nothing where no token is configured", async () => {
    const off = await startFrontDoor({ serviceToken: undefined });
    try {
      expect((await post({ key: "x" }, {}, off.port)).status).toBe(404);
      expect((await post({ key: "x" }, { Authorization: "Bearer " }, off.port)).status).toBe(404);
    } finally {
      await off.stop();
    }
  });

  test("with another method is 405", async () => {
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]) {
      const answer = await call(door.port, { method, path: "/api/verify" });
      expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, "POST"]);
    }
  });

  test("without the token is answered before its body is read", async () => {
    const { text, closed } = await raw(
      door.port,
      "POST /api/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n",
    );
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
    expect(closed).toBe(true);
  });

  test("that asks first is told to send", async () => {
    const body = '{"key":"nonsense"}';
    const { text } = await raw(
      door.port,
      `POST /api/verify HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SERVICE_TOKEN}\r\n` +
        `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n${body}`,
      { until: "invalid_key" },
    );
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  });
});

test.each([
  "",
  "not json",
  "null",
  "[]",
  '"text"',
  "{}",
  '{"key":null}',
  '{"key":5}',
  '{"key":"x","ip":"not an address"}',
  '{"key":"x","ip":"1.2.3.4.5"}',
  '{"key":"x","ip":"10.0.0.0/8"}',
  '{"key":"x","credits":-1}',
  '{"key":"x","credits":1.5}',
  '{"key":"x","credits":"1"}',
  '{"key":"x","credits":1e300}',
  '{"key":"x","method":"GET /"}',
  '{"key":"x","method":""}',
  '{"key":"x","path":"/a\\u0000b"}',
  '{"key":"x","path":5}',
])("a malformed body is 400: %s", async (body) => {
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(answer.json()).toMatchObject({ error: "Bad Request" });
});

test("a body that is too long is 413, said or not said beforehand", async () => {
  const body = JSON.stringify({ key: "x".repeat(100_000) });
  const said = await post(body);
  expect([said.status, said.text]).toEqual([413, '{"error":"Content Too Large"}']);
  const unsaid = await post(body, { "Transfer-Encoding": "chunked" });
  expect([unsaid.status, unsaid.text]).toEqual([413, '{"error":"Content Too Large"}']);
});

test("addresses mapped into IPv6 are the IPv4 addresses that they are", async () => {
  const key = await door.freshKey();
  expect(await verdict({ key: key.secret, ip: "::ffff:203.0.113.9" })).toMatchObject({
    valid: true,
  });
  expect(await door.rows(key.id)).toMatchObject([{ ip: "203.0.113.9" }]);
});
