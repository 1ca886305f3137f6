import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startRedis, type TestRedis } from "@/test/redis-server";
import { isFull } from "../decision/decide";
import type { PlanLimits } from "../decision/facts";
import { chooseSharedPlanLimits } from "./choose";
import { planLimitContract } from "./contract";
import { openRedis } from "./ioredis-client";
import { RedisPlanLimits } from "./redis";
import { SharedPlanLimits } from "./shared";

let server: TestRedis;
let opened: SharedPlanLimits[];
let said: string[];
beforeEach(async () => {
  server = await startRedis();
  opened = [];
  said = [];
});
afterEach(async () => {
  server.thaw();
  await Promise.all(opened.map((store) => store.close()));
  await server.kill();
});

const log = {
  info: (_: object, message: string) => void said.push(message),
  warn: (_: object, message: string) => void said.push(message),
};
const LOST = "Redis does not answer: this instance enforces its share of the plan limits by itself";
const FOUND = "Redis answers again: plan limits are shared";

function open({ instances = 1, deadlineMs = 250 } = {}): SharedPlanLimits {
  const store = new SharedPlanLimits(new RedisPlanLimits(openRedis(server.url)), {
    liveInstances: () => instances,
    log,
    deadlineMs,
    retryMs: 50,
  });
  opened.push(store);
  return store;
}

async function admits(store: SharedPlanLimits, account: string, plan: PlanLimits) {
  const { second, minute } = await store.take(account, plan);
  return !isFull(second, plan.perSecond) && !isFull(minute, plan.perMinute);
}

async function admittedOf(store: SharedPlanLimits, account: string, plan: PlanLimits, asked = 200) {
  let count = 0;
  for (let i = 0; i < asked; i++) if (await admits(store, account, plan)) count++;
  return count;
}

const SIXTY = { name: "test", perSecond: 100_000, perMinute: 60 };

test("with Redis killed amid traffic, each instance goes on with its share and no request fails", async () => {
  const stores = [open({ instances: 3 }), open({ instances: 3 }), open({ instances: 3 })];
  const busy = { name: "test", perSecond: 100_000, perMinute: 100_000 };
  const account = randomUUID();
  let traffic = true;
  let slowestMs = 0;
  const running = stores.map(async (store) => {
    while (traffic) {
      const at = performance.now();
      await store.take(account, busy);
      slowestMs = Math.max(slowestMs, performance.now() - at);
      await sleep(1);
    }
  });
  await sleep(100);
  expect(said).toEqual([]);
  await server.kill();
  await sleep(300);
  traffic = false;
  await Promise.all(running);
  // Nobody has waited until Redis would be back.
  expect(slowestMs).toBeLessThan(5_000);

  expect(stores.map((store) => store.isDegraded())).toEqual([true, true, true]);
  expect(said).toEqual([LOST, LOST, LOST]);
  const other = randomUUID();
  for (const store of stores) expect(await admittedOf(store, other, SIXTY)).toBe(20);
});

test("a refusal of the share is told in terms of the whole limit", async () => {
  const store = open({ instances: 3 });
  await server.kill();
  const account = randomUUID();
  const counts = await store.take(account, SIXTY);
  expect(counts.minute.used).toBe(40);
  expect(await admittedOf(store, account, SIXTY)).toBe(19);
  expect((await store.peek(account, SIXTY)).minute.used).toBe(60);
  expect((await store.peek(account, SIXTY)).minute.resetMs).toBeLessThanOrEqual(60_000);
});

test("a share is at least one request, however many instances there are", async () => {
  const store = open({ instances: 500 });
  await server.kill();
  expect(await admittedOf(store, randomUUID(), SIXTY)).toBe(1);
});

test("the loss of Redis does not begin an instance's windows anew", async () => {
  const store = open();
  const account = randomUUID();
  expect(await admittedOf(store, account, SIXTY, 45)).toBe(45);
  await server.kill();
  expect(await admittedOf(store, account, SIXTY)).toBe(15);
});

test("when Redis is back, the limits are shared again, by themselves", async () => {
  const stores = [open({ instances: 2 }), open({ instances: 2 })];
  for (const store of stores) await store.take(randomUUID(), SIXTY);
  await server.kill();
  for (const store of stores) await store.take(randomUUID(), SIXTY);
  expect(stores.map((store) => store.isDegraded())).toEqual([true, true]);
  await server.restart();
  await expect
    .poll(() => stores.map((store) => store.isDegraded()), { timeout: 20_000 })
    .toEqual([false, false]);
  expect(said).toEqual([LOST, LOST, FOUND, FOUND]);
  const account = randomUUID();
  const counts = await Promise.all(stores.map((store) => admittedOf(store, account, SIXTY)));
  expect(counts[0]! + counts[1]!).toBe(60);
});

test("a Redis that hangs costs one deadline, then nothing, until it answers again", async () => {
  const store = open({ deadlineMs: 150 });
  await store.take(randomUUID(), SIXTY);
  server.freeze();
  const askedAt = performance.now();
  // All that were in flight share the one deadline.
  await Promise.all(Array.from({ length: 50 }, () => store.take(randomUUID(), SIXTY)));
  const firstMs = performance.now() - askedAt;
  expect(firstMs).toBeGreaterThanOrEqual(149);
  // One after another they would take 50 deadlines, 7.5 s.
  expect(firstMs).toBeLessThan(3_000);
  const account = randomUUID();
  const beganAt = performance.now();
  expect(await admittedOf(store, account, SIXTY, 1_000)).toBe(60);
  // A deadline for each would be two minutes and a half.
  expect(performance.now() - beganAt).toBeLessThan(5_000);
  // Said when the next try knows no better either.
  await expect.poll(() => said).toEqual([LOST]);
  server.thaw();
  await expect.poll(() => store.isDegraded(), { timeout: 20_000 }).toBe(false);
  expect(said).toEqual([LOST, FOUND]);
});

test("an instance that starts without Redis serves, and finds it when it comes", async () => {
  await server.kill();
  const store = open();
  expect(await admits(store, randomUUID(), SIXTY)).toBe(true);
  expect(store.isDegraded()).toBe(true);
  await server.restart();
  await expect.poll(() => store.isDegraded(), { timeout: 20_000 }).toBe(false);
});

test("readiness hears of a lost Redis without any traffic", async () => {
  const store = open();
  expect(await store.answers()).toBe(true);
  await server.kill();
  expect(await store.answers()).toBe(false);
  expect(store.isDegraded()).toBe(true);
});

test("the environment chooses: no Redis, one over TCP", async () => {
  const options = { liveInstances: () => 1, log };
  const none = { REDIS_URL: undefined, UPSTASH_REDIS_REST_URL: undefined };
  expect(
    await chooseSharedPlanLimits({ ...none, UPSTASH_REDIS_REST_TOKEN: undefined }, options),
  ).toBeNull();
  const chosen = await chooseSharedPlanLimits(
    { ...none, REDIS_URL: server.url, UPSTASH_REDIS_REST_TOKEN: undefined },
    options,
  );
  opened.push(chosen!);
  expect(await chosen!.answers()).toBe(true);
});

let contractServer: TestRedis;
planLimitContract(
  "a shared store whose Redis is lost",
  async () => {
    contractServer = await startRedis();
    const store = new SharedPlanLimits(new RedisPlanLimits(openRedis(contractServer.url)), {
      liveInstances: () => 1,
      log,
      retryMs: 100,
    });
    await contractServer.kill();
    return store;
  },
  { latencyMs: 100 },
);

test("the log and whoever asks are told why Redis does not answer, in one line", async () => {
  const guarded = await startRedis({ more: ["--requirepass", "of-the-test"] });
  const plain = await startRedis();
  const { port } = new URL(guarded.url);
  const cases: Array<[url: string, why: RegExp]> = [
    [`redis://:wrong@127.0.0.1:${port}`, /WRONGPASS/],
    [`redis://127.0.0.1:${port}`, /NOAUTH/],
    ["redis://127.0.0.1:1", /ECONNREFUSED/],
    [`${plain.url}/99`, /DB index is out of range/],
    ["redis://no-such-host.invalid", /ENOTFOUND|EAI_AGAIN/],
    // It speaks no TLS, and waits for more.
    [plain.url.replace("redis:", "rediss:"), /ETIMEDOUT|SSL|TLS/],
  ];
  try {
    for (const [url, why] of cases) {
      const lines: object[] = [];
      const warn = (fields: object) => void lines.push(fields);
      const store = (await chooseSharedPlanLimits(
        { REDIS_URL: url },
        { liveInstances: () => 1, log: { info: () => {}, warn } },
      ))!;
      await store.take(randomUUID(), SIXTY);
      await expect.poll(() => store.whyLost, { timeout: 20_000 }).toMatch(why);
      expect(store.whyLost).not.toContain("\n");
      expect(lines).toHaveLength(1);
      await store.close();
    }
  } finally {
    await guarded.kill();
    await plain.kill();
  }
});

test("what Upstash refuses is told without the command, which says whose it was", async () => {
  const account = randomUUID();
  const refuses = http.createServer((request, response) => {
    request.resume();
    response.statusCode = 401;
    response.end(JSON.stringify({ error: "WRONGPASS invalid token" }));
  });
  await new Promise<void>((resolve) => refuses.listen(0, "127.0.0.1", resolve));
  const { port } = refuses.address() as AddressInfo;
  const store = (await chooseSharedPlanLimits(
    { UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${port}`, UPSTASH_REDIS_REST_TOKEN: "wrong" },
    { liveInstances: () => 1, log, deadlineMs: 10_000 },
  ))!;
  await store.take(account, SIXTY);
  expect(store.whyLost).toBe("WRONGPASS invalid token");
  await store.close();
  refuses.closeAllConnections();
  refuses.close();
});

test("a wrong token that is told late is the cause all the same, in one line of the log", async () => {
  const refuses = http.createServer((request, response) => {
    request.resume();
    setTimeout(() => {
      response.statusCode = 401;
      response.end(JSON.stringify({ error: "WRONGPASS invalid token" }));
    }, 100);
  });
  await new Promise<void>((resolve) => refuses.listen(0, "127.0.0.1", resolve));
  const { port } = refuses.address() as AddressInfo;
  const causes: unknown[] = [];
  const store = (await chooseSharedPlanLimits(
    { UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${port}`, UPSTASH_REDIS_REST_TOKEN: "wrong" },
    {
      ...{ liveInstances: () => 1, deadlineMs: 20, retryMs: 5_000 },
      log: { info: () => {}, warn: (fields) => void causes.push((fields as { why: unknown }).why) },
    },
  ))!;
  const asks = Array.from({ length: 5 }, () => store.take(randomUUID(), SIXTY));
  await Promise.all(asks);
  await expect.poll(() => causes).toEqual(["WRONGPASS invalid token"]);
  expect(store.whyLost).toBe("WRONGPASS invalid token");
  await store.close();
  refuses.closeAllConnections();
  refuses.close();
});
