import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "@/db/client";
import { cuttableDatabase } from "@/test/cuttable-database";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { startEngine } from "@/test/engine";
import { startRedis } from "@/test/redis-server";
import { chooseSharedPlanLimits } from "./enforcement/plan-limits/choose";
import { whyNotReady } from "./readiness";
import type { Runtime } from "./runtime";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

/** A runtime whose pages and whose engine have a database each to lose. */
async function startParts() {
  const pages = await cuttableDatabase(own.url);
  const engines = await cuttableDatabase(own.url);
  const db = openDatabase({ url: pages.url, max: 2, name: "latchkey-test" });
  onTestFinished(() => db.$client.end({ timeout: 0 }));
  const { engine } = await startEngine(engines.url);
  const runtime = { db, engine, sharedPlanLimits: null } as unknown as Runtime;
  return { pages, engines, runtime };
}

const WAITS = { timeout: 15_000, interval: 50 };

test.each(["cut", "freeze"] as const)(
  "an instance whose database is gone (%s) is not ready, until it answers again",
  async (failure) => {
    const { pages, runtime } = await startParts();
    expect(await whyNotReady(runtime)).toBeNull();
    pages[failure]();
    expect(await whyNotReady(runtime)).toBe("the database does not answer");
    pages.mend();
    await expect.poll(() => whyNotReady(runtime), WAITS).toBeNull();
  },
);

test("an instance whose heartbeats are not answered is not ready, though pages can read", async () => {
  const { engines, runtime } = await startParts();
  engines.freeze();
  await expect
    .poll(() => whyNotReady(runtime), WAITS)
    .toBe("the database's heartbeats are not answered");
  engines.mend();
  await expect.poll(() => whyNotReady(runtime), WAITS).toBeNull();
});

test("an instance that has lost its Redis is not ready, until it answers again", async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.kill());
  const { runtime } = await startParts();
  const log = { info: () => {}, warn: () => {} };
  const shared = chooseSharedPlanLimits({ REDIS_URL: redis.url }, { liveInstances: () => 1, log })!;
  onTestFinished(() => shared.close());
  const withRedis = { ...runtime, sharedPlanLimits: shared };
  await expect.poll(() => whyNotReady(withRedis), WAITS).toBeNull();
  await redis.kill();
  expect(await whyNotReady(withRedis)).toBe(
    "Redis does not answer: plan limits are enforced in local shares",
  );
  await redis.restart();
  await expect.poll(() => whyNotReady(withRedis), WAITS).toBeNull();
});
