import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { plans } from "@/db/schema/accounts";
import { ERRORS, type ErrorCode } from "@/lib/errors";
import { newSecret } from "@/lib/credentials/secret";
import { type Answer, call, raw } from "./call";
import { type FrontDoor, startFrontDoor } from "./front-door";

let door: FrontDoor;
beforeAll(async () => {
  door = await startFrontDoor();
});
afterAll(() => door.stop());

const PROBLEM = "application/problem+json";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

interface Row {
  code: ErrorCode;
  status: number;
  error: string;
  /** Whether a Retry-After is promised. */
  retry?: boolean;
  /** Whether RateLimit fields are promised. */
  limits?: boolean;
  /** Leads to the error; answers the key to send. */
  arrange: () => Promise<{
    secret: string;
    id: string | null;
    path?: string;
    /** Called before each request, with POST. */
    spend?: () => Promise<unknown>;
  }>;
}

async function spent(quota: "quotaTotal" | "quotaDaily" | "quotaWeekly" | "quotaMonthly") {
  const key = await door.freshKey({ [quota]: 1 });
  expect((await call(door.port, { headers: { "X-API-Key": key.secret } })).status).toBe(200);
  return key;
}

/** A key whose plan lets one request through in the window; `spend` uses it up. */
async function onSmallPlan(name: string, perSecond: number, perMinute: number) {
  await door.db.insert(plans).values({ name, perSecond, perMinute });
  const key = await door.freshKey({}, name);
  const spend = () => call(door.port, { method: "POST", headers: { "X-API-Key": key.secret } });
  expect((await spend()).status).toBe(200);
  return { ...key, spend };
}

const TABLE: Row[] = [
  {
    code: "invalid_key",
    status: 401,
    error: "Invalid API Key",
    arrange: async () => ({ secret: newSecret("lk"), id: null }),
  },
  {
    code: "inactive_key",
    status: 401,
    error: "Inactive API Key",
    arrange: () => door.freshKey({ active: false }),
  },
  {
    code: "expired_key",
    status: 401,
    error: "Expired API Key",
    arrange: () => door.freshKey({ expiresAt: new Date(Date.now() - 1_000) }),
  },
  {
    code: "quota_total",
    status: 401,
    error: "Rate limit exceeded: quota total",
    limits: true,
    arrange: () => spent("quotaTotal"),
  },
  {
    code: "quota_daily",
    status: 401,
    error: "Rate limit exceeded: quota daily",
    retry: true,
    limits: true,
    arrange: () => spent("quotaDaily"),
  },
  {
    code: "quota_weekly",
    status: 401,
    error: "Rate limit exceeded: quota weekly",
    retry: true,
    limits: true,
    arrange: () => spent("quotaWeekly"),
  },
  {
    code: "quota_monthly",
    status: 401,
    error: "Rate limit exceeded: quota monthly",
    retry: true,
    limits: true,
    arrange: () => spent("quotaMonthly"),
  },
  {
    code: "plan_second",
    status: 429,
    error: "You have exceeded the per-second rate limit on your subscription",
    retry: true,
    limits: true,
    arrange: () => onSmallPlan("one-a-second", 1, 100),
  },
  {
    code: "plan_minute",
    status: 429,
    error: "You have exceeded the per-minute rate limit on your subscription",
    retry: true,
    limits: true,
    arrange: () => onSmallPlan("one-a-minute", 100, 1),
  },
  {
    code: "not_found",
    status: 404,
    error: "Not Found",
    limits: true,
    arrange: async () => ({ ...(await door.freshKey()), path: "/api/v1/nothing/here" }),
  },
  {
    code: "bad_request",
    status: 400,
    error: "Bad Request",
    limits: true,
    arrange: async () => ({ ...(await door.freshKey()), path: "/api/v1/x/%2e%2e/echo" }),
  },
];

describe.each(TABLE)("$code", ({ code, status, error, retry, limits, arrange }) => {
  test("is the contract's body, status and headers, in each form, and one log row each", async () => {
    const { secret, id, path, spend } = await arrange();
    const before = id ? (await door.rows(id)).length : 0;
    let late = 0;
    const ask = async (method: string, accept?: string): Promise<Answer> => {
      const startedAt = performance.now();
      await spend?.();
      const answer = await call(door.port, {
        method,
        path,
        headers: {
          "X-API-Key": secret,
          "X-Request-Id": "mine",
          ...(accept ? { Accept: accept } : {}),
        },
      });
      // On a busy machine the second that was spent may be over before the next request.
      if (!spend || answer.status === status || performance.now() - startedAt < 1_000) {
        return answer;
      }
      late++;
      return ask(method, accept);
    };

    const plain = await ask("GET");
    expect(plain.status).toBe(status);
    expect(plain.text).toBe(JSON.stringify({ error }));
    const { headers } = plain;
    expect(headers["content-type"]).toBe("application/json");
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["latchkey-error"]).toBe(code);
    expect(headers["x-request-id"]).toMatch(UUID);
    expect(headers["www-authenticate"]).toBe(status === 401 ? "Bearer" : undefined);
    if (retry) expect(headers["retry-after"]).toMatch(/^[1-9]\d*$/);
    else expect(headers["retry-after"]).toBeUndefined();
    if (limits) {
      expect(headers["ratelimit-policy"]).toMatch(/^"second";q=\d+;w=1, "minute";q=\d+;w=60/);
      expect(headers["ratelimit"]).toMatch(/^"second";r=\d+;t=\d+, "minute";r=\d+;t=\d+/);
    } else {
      expect(headers["ratelimit"]).toBeUndefined();
    }

    const problem = await ask("GET", PROBLEM);
    expect(problem.status).toBe(status);
    expect(problem.headers["content-type"]).toBe(PROBLEM);
    expect(problem.headers["latchkey-error"]).toBe(code);
    expect(problem.json()).toMatchObject({ title: error, status, code });
    expect(Object.keys(problem.json())).toEqual(["type", "title", "status", "detail", "code"]);

    const head = await ask("HEAD");
    expect(head.status).toBe(status);
    expect(head.text).toBe("");
    expect(head.headers["content-length"]).toBe(String(JSON.stringify({ error }).length));

    if (id === null) return;
    const asked = (await door.rows(id)).slice(before).filter((row) => row.method !== "POST");
    const rows = asked.filter((row) => row.status === status);
    expect(asked.length - rows.length).toBe(late);
    // Requests of one millisecond stand in no order.
    expect(rows.map((row) => [row.method, row.status, row.code, row.credits]).sort()).toEqual(
      ["GET", "GET", "HEAD"].map((method) => [method, status, code, 0]),
    );
    expect(rows.map((row) => row.id)).toContain(headers["x-request-id"]);
  });
});

test("every code of the table of errors that enforcement or the front door gives is tested", () => {
  const elsewhere = [
    "ip_blocked",
    // In test/manage/suspension.integration.test.ts.
    "account_suspended",
    "unavailable",
    "bad_gateway",
    "gateway_timeout",
    "upgrade_refused",
    // Not for every request, or before there is one: in protocol.integration.test.ts.
    "method_not_allowed",
    "request_timeout",
    "headers_too_large",
  ];
  expect([...TABLE.map((row) => row.code), ...elsewhere].sort()).toEqual(
    Object.keys(ERRORS).sort(),
  );
});

test.each([
  [undefined, "application/json"],
  ["*/*", "application/json"],
  ["application/json", "application/json"],
  ["application/json, application/problem+json", PROBLEM],
  ["APPLICATION/PROBLEM+JSON; charset=utf-8", PROBLEM],
  ["application/problem+json;q=0", "application/json"],
  ["application/problem+json;q=0.5, application/json", "application/json"],
  ["application/problem+json;q=0.9, */*;q=0.1", PROBLEM],
])("Accept: %s is answered with %s", async (accept, type) => {
  const answer = await call(door.port, { headers: accept ? { Accept: accept } : {} });
  expect(answer.headers["content-type"]).toBe(type);
});

test("a failure of the database is 503 with Retry-After, not a bad key", async () => {
  const { keys } = door.engine;
  const find = vi.spyOn(keys, "find").mockRejectedValue(new Error("the connection is lost"));
  onTestFinished(() => find.mockRestore());
  const answer = await call(door.port, { headers: { "X-API-Key": newSecret("lk") } });
  expect(answer.status).toBe(503);
  expect(answer.text).toBe('{"error":"Service temporarily unavailable"}');
  expect(answer.headers["retry-after"]).toMatch(/^[1-9]\d*$/);
  expect(answer.headers["latchkey-error"]).toBe("unavailable");
  expect(answer.headers["www-authenticate"]).toBeUndefined();
});

test("a handler whose row cannot be made durable is answered for with 503 alone", async () => {
  const key = await door.freshKey();
  const record = vi
    .spyOn(door.engine, "recordThen")
    .mockImplementation((_admission, _answer, then) => then(new Error("the disk is full")));
  onTestFinished(() => record.mockRestore());
  const { text } = await raw(
    door.port,
    `GET /api/v1/echo HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key.secret}\r\nConnection: close\r\n\r\n`,
  );
  expect(text).toMatch(/^HTTP\/1.1 503 /);
  expect(text.split("\r\n\r\n")[1]).toBe('{"error":"Service temporarily unavailable"}');
  expect(text).not.toContain("Echo-Header");
});
