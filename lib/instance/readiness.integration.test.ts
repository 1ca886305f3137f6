import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openSql } from "@/db/client";
import { cuttableDatabase } from "@/test/cuttable-database";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { startEngine } from "@/test/engine";
import { startRedis } from "@/test/redis-server";
import { chooseSharedPlanLimits } from "@/lib/enforcement/plan-limits/choose";
import { planLimitsNote, whyNotReady } from "./readiness";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

/** An instance whose questions and whose engine have a database each to lose. */
async function startParts() {
  const questions = await cuttableDatabase(own.url);
  const engines = await cuttableDatabase(own.url);
  const sql = openSql({ url: questions.url, max: 2, name: "latchkey-test" });
  onTestFinished(() => sql.end({ timeout: 0 }));
  const { engine } = await startEngine(engines.url);
  return { questions, engines, instance: { sql, engine, sharedPlanLimits: null } };
}

const WAITS = { timeout: 15_000, interval: 50 };

test.each(["cut", "freeze"] as const)(
  "an instance whose database is gone (%s) is not ready, until it answers again",
  async (failure) => {
    const { questions, instance } = await startParts();
    expect(await whyNotReady(instance)).toBeNull();
    questions[failure]();
    expect(await whyNotReady(instance)).toBe("the database does not answer");
    questions.mend();
    await expect.poll(() => whyNotReady(instance), WAITS).toBeNull();
  },
);

test("an instance whose heartbeats are not answered is not ready, though questions are", async () => {
  const { engines, instance } = await startParts();
  engines.freeze();
  await expect
    .poll(() => whyNotReady(instance), WAITS)
    .toBe("the database's heartbeats are not answered");
  engines.mend();
  await expect.poll(() => whyNotReady(instance), WAITS).toBeNull();
});

test("an instance that has lost its Redis is ready, and says so, until it answers again", async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.kill());
  const { instance } = await startParts();
  const log = { info: () => {}, warn: () => {} };
  const shared = (await chooseSharedPlanLimits(
    { REDIS_URL: redis.url },
    { liveInstances: () => 1, log },
  ))!;
  onTestFinished(() => shared.close());
  const withRedis = { ...instance, sharedPlanLimits: shared };
  await expect.poll(() => planLimitsNote(withRedis), WAITS).toBeNull();
  await redis.kill();
  expect(await planLimitsNote(withRedis)).toMatch(
    /^Redis does not answer \(.+\): plan limits are enforced in local shares$/,
  );
  expect(await whyNotReady(withRedis)).toBeNull();
  await redis.restart();
  await expect.poll(() => planLimitsNote(withRedis), WAITS).toBeNull();
});
