import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eq } from "drizzle-orm";
import { apiKeys } from "@/db/schema/keys";
import { ipBlocks } from "@/db/schema/operations";
import { newSecret } from "@/lib/credentials/secret";
import { call, eventually } from "./call";
import { type FrontDoor, startFrontDoor } from "./front-door";

let door: FrontDoor;
beforeAll(async () => {
  door = await startFrontDoor();
});
afterAll(() => door.stop());

describe("a key is found", () => {
  let secret: string;
  beforeAll(async () => {
    secret = (await door.freshKey()).secret;
  });
  const other = newSecret("lk");

  const WAYS: Array<[string, () => string[], number]> = [
    ["in X-API-Key", () => ["X-API-Key", secret], 200],
    ["in x-api-key with blanks around", () => ["x-api-key", `  ${secret}\t`], 200],
    ["as a bearer token", () => ["Authorization", `Bearer ${secret}`], 200],
    ["as a bearer token in another case", () => ["authorization", `bEARER   ${secret} `], 200],
    ["twice the same", () => ["X-API-Key", secret, "X-API-Key", secret], 200],
    ["in both headers", () => ["X-API-Key", secret, "Authorization", `Bearer ${secret}`], 200],
    ["beside Basic", () => ["X-API-Key", secret, "Authorization", "Basic dTpw"], 200],
    ["beside an empty bearer", () => ["X-API-Key", secret, "Authorization", "Bearer "], 200],
    ["not when two differ", () => ["X-API-Key", secret, "X-API-Key", other], 401],
    [
      "not when the forms differ",
      () => ["X-API-Key", secret, "Authorization", `Bearer ${other}`],
      401,
    ],
    [
      "not when garbage stands beside it",
      () => ["Authorization", "Bearer x", "X-API-Key", secret],
      401,
    ],
    ["not when listed with a comma", () => ["X-API-Key", `${secret}, ${other}`], 401],
    ["not without a header", () => [], 401],
    ["not in an empty header", () => ["X-API-Key", ""], 401],
    ["not under another scheme", () => ["Authorization", secret], 401],
    ["not in a cookie", () => ["Cookie", `X-API-Key=${secret}`], 401],
    ["not with a character more", () => ["X-API-Key", `${secret}a`], 401],
    ["not with a character less", () => ["X-API-Key", secret.slice(0, -1)], 401],
    ["not in another case", () => ["X-API-Key", secret.toUpperCase()], 401],
    ["not in Latin-1", () => ["X-API-Key", `lk_\xe9\xff${secret}`], 401],
    ["not as garbage of 10 kB", () => ["X-API-Key", "x".repeat(10_000)], 401],
    ["not as prototype names", () => ["X-API-Key", "__proto__"], 401],
  ];

  test.each(WAYS)("%s", async (_name, headers, status) => {
    const answer = await call(door.port, { headers: ["Host", "x", ...headers()] });
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.text).toBe('{"error":"Invalid API Key"}');
  });

  test("never in the URL", async () => {
    for (const name of ["key", "api_key", "apikey", "X-API-Key", "access_token"]) {
      const answer = await call(door.port, { path: `/api/v1/echo?${name}=${secret}` });
      expect(answer.status).toBe(401);
    }
  });
});

test("a deactivation is obeyed at once, without another request or a restart", async () => {
  const key = await door.freshKey();
  const headers = { "X-API-Key": key.secret };
  expect((await call(door.port, { headers })).status).toBe(200);
  await door.db.update(apiKeys).set({ active: false }).where(eq(apiKeys.id, key.id));
  // How soon is for the benchmarks (propagation): 100 ms are promised.
  const told = async () => (await call(door.port, { headers })).text;
  await expect.poll(told, { interval: 20 }).toBe('{"error":"Inactive API Key"}');
});

test("an admitted answer says what remains of each limit", async () => {
  const key = await door.freshKey({ quotaDaily: 10, quotaTotal: 5 }, "pro");
  const headers = { "X-API-Key": key.secret };
  await call(door.port, { headers });
  const answer = await call(door.port, { headers });
  expect(answer.headers["ratelimit-policy"]).toBe(
    '"second";q=50;w=1, "minute";q=1500;w=60, "total";q=5, "daily";q=10;w=86400',
  );
  expect(answer.headers["ratelimit"]).toMatch(
    /^"second";r=4[89];t=1, "minute";r=1498;t=\d+, "total";r=3, "daily";r=8;t=\d+$/,
  );
  expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

test("a handler that says that storage failed is in the log with the code of our answer", async () => {
  const own = await startFrontDoor({
    app: (_request, response) => {
      response.setHeader("Latchkey-Error", "unavailable");
      response.writeHead(503).end();
    },
  });
  try {
    const key = await own.freshKey();
    const { status } = await fetch(`${own.origin}/api/v1/echo`, {
      headers: { "X-API-Key": key.secret },
    });
    expect(status).toBe(503);
    await eventually(async () => (await own.rows(key.id)).length === 1);
    expect(await own.rows(key.id)).toMatchObject([
      { status: 503, code: "unavailable", credits: 0 },
    ]);
  } finally {
    await own.stop();
  }
});

test("a client that leaves before the answer is in the log with 499", async () => {
  let entered = false;
  const own = await startFrontDoor({ app: () => void (entered = true) });
  try {
    const key = await own.freshKey();
    const abort = new AbortController();
    const left = fetch(`${own.origin}/api/v1/echo`, {
      headers: { "X-API-Key": key.secret },
      signal: abort.signal,
    }).catch(() => null);
    await eventually(() => entered);
    abort.abort();
    await left;
    await eventually(async () => (await own.rows(key.id)).length === 1);
    expect(await own.rows(key.id)).toMatchObject([{ status: 499, credits: 0, counted: true }]);
  } finally {
    await own.stop();
  }
});

describe("addresses", () => {
  const WINDOW_MS = 60_000;
  let guarded: FrontDoor;
  beforeAll(async () => {
    guarded = await startFrontDoor({
      ipBlock: { failures: 3, windowMs: WINDOW_MS, blockMs: 120_000 },
      trustedProxies: ["127.0.0.0/8"],
    });
  });
  afterAll(() => guarded.stop());

  const from = (ip: string, secret?: string, port = guarded.port) =>
    call(port, {
      headers: { "X-Forwarded-For": ip, ...(secret ? { "X-API-Key": secret } : {}) },
    });

  test("three failures block an address, a missing key is none, and unblocking is at once", async () => {
    const key = await guarded.freshKey();
    const ip = "203.0.113.7";
    for (let i = 0; i < 5; i++) expect((await from(ip)).status).toBe(401);
    for (const guess of [newSecret("lk"), "garbage", newSecret("lk")]) {
      expect((await from(ip, guess)).text).toBe('{"error":"Invalid API Key"}');
    }
    const blocked = await from(ip, key.secret);
    expect(blocked.status).toBe(403);
    expect(blocked.text).toBe('{"error":"IP temporarily blocked"}');
    expect(blocked.headers["latchkey-error"]).toBe("ip_blocked");
    const retryAfter = Number(blocked.headers["retry-after"]);
    expect(retryAfter).toBeGreaterThan(100);
    expect(retryAfter).toBeLessThanOrEqual(120);
    expect((await from("203.0.113.8", key.secret)).status).toBe(200);
    const rows = await guarded.rows(key.id);
    expect(rows).toMatchObject([
      { status: 403, code: "ip_blocked", ip, credits: 0, counted: false },
      { status: 200, ip: "203.0.113.8" },
    ]);

    await eventually(
      async () => (await guarded.db.select().from(ipBlocks).where(eq(ipBlocks.ip, ip))).length > 0,
    );
    await guarded.db.delete(ipBlocks).where(eq(ipBlocks.ip, ip));
    await eventually(async () => (await from(ip, key.secret)).status === 200, 1_000);
  });

  test("inactive and expired keys are no failures", async () => {
    const inactive = await guarded.freshKey({ active: false });
    for (let i = 0; i < 5; i++) {
      expect((await from("203.0.113.20", inactive.secret)).status).toBe(401);
    }
  });

  test("an IPv6 network is one address", async () => {
    for (const host of ["1", "2", "3"]) await from(`2001:db8:1:2::${host}`, "garbage");
    expect((await from("2001:db8:1:2:ffff::9")).status).toBe(403);
    expect((await from("2001:db8:1:3::1")).status).toBe(401);
  });

  test("X-Forwarded-For is read from the right, past trusted proxies only", async () => {
    const key = await guarded.freshKey();
    const seen = async (forwardedFor: string) => {
      const before = (await guarded.rows(key.id)).length;
      await from(forwardedFor, key.secret);
      return (await guarded.rows(key.id))[before]?.ip;
    };
    expect(await seen("198.51.100.1, 203.0.113.50")).toBe("203.0.113.50");
    expect(await seen("198.51.100.1, 203.0.113.51, 127.0.0.9")).toBe("203.0.113.51");
    expect(await seen("203.0.113.52:4711")).toBe("203.0.113.52");
    expect(await seen("[2001:db8::7]:4711")).toBe("2001:db8::7");
    expect(await seen("::ffff:203.0.113.53")).toBe("203.0.113.53");
    expect(await seen("198.51.100.1, nonsense")).toBe("127.0.0.1");
  });

  test("X-Forwarded-For of anybody else is not believed", async () => {
    const key = await door.freshKey();
    await from("198.51.100.9", key.secret, door.port);
    expect(await door.rows(key.id)).toMatchObject([{ ip: "127.0.0.1" }]);
  });
});
