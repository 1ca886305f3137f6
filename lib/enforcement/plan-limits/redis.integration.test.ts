import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveUpstashRest, type UpstashRest } from "@/test/upstash-rest";
import { startRedis, type TestRedis } from "@/test/redis-server";
import { isFull } from "../decision/decide";
import type { PlanLimits } from "../decision/facts";
import { planLimitContract } from "./contract";
import { openRedis } from "./ioredis-client";
import { RedisPlanLimits } from "./redis";
import { openUpstash } from "./upstash-client";

let server: TestRedis;
let rest: UpstashRest;
let inspect: Redis;
beforeAll(async () => {
  server = await startRedis();
  rest = await serveUpstashRest(server.url);
  inspect = new Redis(server.url);
});
afterAll(async () => {
  inspect.disconnect();
  await rest.close();
  await server.kill();
});

const overTcp = () => new RedisPlanLimits(openRedis(server.url));
const overRest = () => new RedisPlanLimits(openUpstash(rest));
const lists = (account: string) => [
  `latchkey:plan:{${account}}:second`,
  `latchkey:plan:{${account}}:minute`,
];

planLimitContract("any Redis, over TCP,", overTcp, { latencyMs: 100 });
planLimitContract("Upstash's REST", overRest, { latencyMs: 200 });

const admitted = async (
  store: RedisPlanLimits,
  account: string,
  plan: PlanLimits,
): Promise<boolean> => {
  const { second, minute } = await store.take(account, plan);
  return !isFull(second, plan.perSecond) && !isFull(minute, plan.perMinute);
};

describe("exactness", () => {
  test("three instances admit 50 in any rolling second of Redis's clock, and never 51", async () => {
    const stores = [overTcp(), overTcp(), overRest()];
    const plan = { name: "test", perSecond: 50, perMinute: 10_000 };
    const account = randomUUID();
    let count = 0;
    const endsAt = performance.now() + 4_000;
    const ask = async (store: RedisPlanLimits) => {
      while (performance.now() < endsAt) {
        if (await admitted(store, account, plan)) count++;
        if (Math.random() < 0.2) await new Promise((resume) => setTimeout(resume, 5));
      }
    };
    await Promise.all(stores.flatMap((store) => [ask(store), ask(store), ask(store)]));

    // The minute's list is the log of all admissions, microseconds of Redis's clock.
    const moments = (await inspect.lrange(lists(account)[1]!, 0, -1)).map(Number).reverse();
    expect(moments.length).toBe(count);
    for (let i = 50; i < moments.length; i++) {
      expect(moments[i]! - moments[i - 50]!).toBeGreaterThanOrEqual(1_000_000);
    }
    // Four seconds under constant pressure: each frees what the one before had taken.
    expect(count).toBeGreaterThanOrEqual(4 * 50);
    await Promise.all(stores.map((store) => store.close()));
  });

  test("what has left a window is cut off, however much of it there is", async () => {
    const store = overTcp();
    const account = randomUUID();
    const [secondKey, minuteKey] = lists(account);
    const [s, us] = (await inspect.time()).map(Number);
    const nowUs = s! * 1_000_000 + us!;
    for (const gone of [0, 1, 2, 3, 7, 8, 500, 999, 1_000]) {
      await inspect.del(secondKey!, minuteKey!);
      // Oldest first: `gone` of more than a minute ago, the others of half a minute ago.
      const moments = Array.from({ length: 1_000 }, (_, i) =>
        i < gone ? nowUs - 61_000_000 + i : nowUs - 30_000_000 + i,
      );
      await inspect.lpush(minuteKey!, ...moments.map(String));
      const plan = { name: "test", perSecond: 10, perMinute: 2_000 };
      expect((await store.take(account, plan)).minute.used).toBe(1_000 - gone);
      expect(await inspect.llen(minuteKey!)).toBe(1_000 - gone + 1);
    }
    await store.close();
  });

  test("a clock of Redis that was set back neither frees a window early nor blocks for long", async () => {
    const store = overTcp();
    const plan = { name: "test", perSecond: 10, perMinute: 3 };
    const [s] = (await inspect.time()).map(Number);
    const fill = async (account: string, aheadS: number) => {
      const momentUs = String((s! + aheadS) * 1_000_000);
      for (const key of lists(account)) await inspect.lpush(key, momentUs, momentUs, momentUs);
    };
    const [byAMoment, byAnHour] = [randomUUID(), randomUUID()];
    await fill(byAMoment, 5);
    expect(await admitted(store, byAMoment, plan)).toBe(false);
    await fill(byAnHour, 3_600);
    expect(await admitted(store, byAnHour, plan)).toBe(true);
    await store.close();
  });

  test("nothing stays in Redis of an account that asks no more", async () => {
    const store = overTcp();
    const account = randomUUID();
    await store.take(account, { name: "test", perSecond: 5, perMinute: 5 });
    const [secondMs, minuteMs] = await Promise.all(lists(account).map((key) => inspect.pttl(key)));
    expect(secondMs).toBeGreaterThan(1_000);
    expect(secondMs).toBeLessThanOrEqual(2_000);
    expect(minuteMs).toBeGreaterThan(60_000);
    expect(minuteMs).toBeLessThanOrEqual(61_000);
    await store.close();
  });
});

describe("round trips", () => {
  test("a take is one command to a Redis that knows the script", async () => {
    const store = overTcp();
    const plan = { name: "test", perSecond: 50, perMinute: 50 };
    const account = randomUUID();
    await store.take(account, plan);
    const calls = async (name: string) => {
      const stats = await inspect.info("commandstats");
      return Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
    };
    const [evalsha, plainEval] = [await calls("evalsha"), await calls("eval")];
    for (let i = 0; i < 10; i++) await store.take(account, plan);
    expect((await calls("evalsha")) - evalsha).toBe(10);
    expect(await calls("eval")).toBe(plainEval);
    await store.close();
  });

  test("takes of one moment share a request to Upstash", async () => {
    const store = overRest();
    const plan = { name: "test", perSecond: 50, perMinute: 50 };
    const account = randomUUID();
    await store.take(account, plan);
    const before = rest.requests();
    await Promise.all(Array.from({ length: 20 }, () => store.take(account, plan)));
    expect(rest.requests() - before).toBe(1);
    await store.close();
  });

  test("a Redis that forgot the script is taught it again", async () => {
    for (const store of [overTcp(), overRest()]) {
      const plan = { name: "test", perSecond: 5, perMinute: 5 };
      const account = randomUUID();
      await inspect.script("FLUSH");
      expect(await admitted(store, account, plan)).toBe(true);
      expect((await store.peek(account, plan)).minute.used).toBe(1);
      await store.close();
    }
  });

  test("a wrong token is an error, not an answer", async () => {
    const store = new RedisPlanLimits(openUpstash({ url: rest.url, token: "another" }));
    await expect(store.check()).rejects.toThrow(/WRONGPASS/);
    await store.close();
  });
});
