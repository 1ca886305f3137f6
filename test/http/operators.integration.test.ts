import { afterAll, beforeAll, expect, test } from "vitest";
import { valueOf } from "../metrics-text";
import { call } from "./call";
import { type FrontDoor, SERVICE_TOKEN, startFrontDoor } from "./front-door";

let reason: string | null = null;
let door: FrontDoor;
/** Without a service token. */
let closed: FrontDoor;
beforeAll(async () => {
  [door, closed] = await Promise.all([
    startFrontDoor({ whyNotReady: async () => reason }),
    startFrontDoor({ serviceToken: undefined }),
  ]);
});
afterAll(async () => {
  await door.stop();
  await closed.stop();
});

const UUID = /^[0-9a-f-]{36}$/;
const withToken = (token: string) => ({ Authorization: `Bearer ${token}` });
const metrics = (token = SERVICE_TOKEN) =>
  call(door.port, { path: "/metrics", headers: withToken(token) });

test.each(["/healthz", "/readyz"])("%s answers without a key, and is not kept", async (path) => {
  const answer = await call(door.port, { path });
  expect(answer.status).toBe(200);
  expect(answer.json()).toMatchObject({ status: path === "/healthz" ? "ok" : "ready" });
  expect(answer.headers["cache-control"]).toBe("no-store");
  expect(answer.headers["x-request-id"]).toMatch(UUID);
  const head = await call(door.port, { path, method: "HEAD" });
  expect([head.status, head.text]).toEqual([200, ""]);
});

test("an instance that is not ready says why, and is alive all the same", async () => {
  reason = "the database does not answer";
  try {
    const answer = await call(door.port, { path: "/readyz" });
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ status: "unavailable", reason });
    expect((await call(door.port, { path: "/healthz" })).status).toBe(200);
  } finally {
    reason = null;
  }
});

test("metrics count answers by outcome, in Prometheus's text format", async () => {
  const { secret } = await door.freshKey();
  const count = async (outcome: string) => {
    const { text } = await metrics();
    return valueOf(text, "latchkey_requests_total", { outcome }) ?? 0;
  };
  const before = [await count("admitted"), await count("invalid_key")];
  await call(door.port, { headers: { "X-API-Key": secret } });
  await call(door.port, { headers: { "X-API-Key": "nonsense" } });
  await call(door.port);
  expect([await count("admitted"), await count("invalid_key")]).toEqual([
    before[0]! + 1,
    before[1]! + 2,
  ]);
  const answer = await metrics();
  expect(answer.headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(answer.headers["cache-control"]).toBe("no-store");
  expect(answer.headers["x-request-id"]).toMatch(UUID);
  expect(answer.text).toMatch(/^latchkey_time_to_first_byte_seconds_count [1-9]/m);
  expect(answer.text).toMatch(/^process_resident_memory_bytes [1-9]/m);
});

test("metrics are for who has the service token, and not there where none is set", async () => {
  for (const headers of [undefined, withToken("another"), { "X-API-Key": SERVICE_TOKEN }]) {
    const answer = await call(door.port, { path: "/metrics", headers });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
    expect(answer.text).not.toContain("latchkey_");
  }
  const answer = await call(closed.port, { path: "/metrics", headers: withToken("") });
  expect(answer.status).toBe(404);
  expect(answer.json()).toEqual({ error: "Not Found" });
});

test("wrong service tokens are throttled at both endpoints together, and the right one is not", async () => {
  const own = await startFrontDoor();
  try {
    const verify = (token: string) =>
      call(own.port, {
        method: "POST",
        path: "/api/verify",
        headers: withToken(token),
        body: "{}",
      });
    const ask = (token: string) => call(own.port, { path: "/metrics", headers: withToken(token) });
    for (let i = 0; i < 10; i++) {
      expect([(await verify("wrong")).status, (await ask("wrong")).status]).toEqual([401, 401]);
    }
    for (const throttled of [await verify("wrong"), await ask("wrong")]) {
      expect(throttled.status).toBe(429);
      expect(throttled.json()).toEqual({ error: "Too many wrong service tokens" });
      expect(Number(throttled.headers["retry-after"])).toBeGreaterThan(200);
      expect(throttled.headers["www-authenticate"]).toBe("Bearer");
    }
    expect((await ask(SERVICE_TOKEN)).status).toBe(200);
    expect((await verify(SERVICE_TOKEN)).status).toBe(400);
  } finally {
    await own.stop();
  }
});
