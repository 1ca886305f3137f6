import { eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openSql } from "@/db/client";
import { apiKeys } from "@/db/schema/keys";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, startEngine, type TestEngine, withoutPlanLimits } from "@/test/engine";
import { makeKey, type TestKey } from "@/test/key";

/* A quota that is set on a key which had none counts what was answered before, as soon as it is written. */

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

/** Sets a quota on keys that have none, and waits until these instances have heard of it. */
async function setTotal(keys: TestKey[], quotaTotal: number, ...engines: TestEngine[]) {
  const ids = keys.map(({ id }) => id);
  await own.db.update(apiKeys).set({ quotaTotal }).where(inArray(apiKeys.id, ids));
  const isKnown = () =>
    engines.some(({ engine }) => keys.some(({ hash }) => engine.keys.peek(hash) !== undefined));
  await expect.poll(isKnown, { interval: 1, timeout: 10_000 }).toBe(false);
}

const written = (...engines: TestEngine[]) =>
  Promise.all(engines.map(({ engine }) => engine.writer.drain()));

/** Keeps every instance from writing log rows until it is released. */
async function holdWriters(): Promise<() => Promise<void>> {
  const holder = openSql({ url: own.url, max: 1, name: "test-holder" });
  await holder`begin`;
  await holder`lock table request_logs in share mode`;
  let held = true;
  const release = async () => {
    if (!held) return;
    held = false;
    await holder`rollback`;
    await holder.end();
  };
  onTestFinished(release);
  return release;
}

test("a key's first quota counts what every instance has answered and written before", async () => {
  const key = await makeKey(account.ctx);
  const engines = await Promise.all([1, 2, 3].map(() => startEngine(own.url)));
  for (const each of engines) expect(await each.outcomes(key.hash, 30)).toEqual({ admitted: 30 });
  await written(...engines);
  await setTotal([key], 100, ...engines);
  const later = await Promise.all(engines.map((each) => each.outcomes(key.hash, 20)));
  expect(later.reduce((sum, { admitted = 0 }) => sum + admitted, 0)).toBe(10);
  await written(...engines);
  for (const { complaints } of engines) expect(complaints).toEqual([]);
  expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({ counted: 100 });
});

test("what was not written yet keeps nobody waiting, and counts from when it is", async () => {
  const key = await makeKey(account.ctx);
  const [one, two] = [await startEngine(own.url), await startEngine(own.url)];
  await expect.poll(() => two.outcome(key.hash)).toBe("admitted");
  await written(two);
  const release = await holdWriters();
  expect(await two.outcomes(key.hash, 29)).toEqual({ admitted: 29 });
  await setTotal([key], 100, one, two);
  expect(await one.outcomes(key.hash, 10)).toEqual({ admitted: 10 });
  await release();
  await written(one, two);
  const later = await Promise.all([one, two].map((each) => each.outcomes(key.hash, 50)));
  expect(later.reduce((sum, { admitted = 0 }) => sum + admitted, 0)).toBe(60);
  await written(one, two);
  expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({ counted: 100 });
});

test("where more was answered than the first quota allows, nothing is let in", async () => {
  const key = await makeKey(account.ctx);
  const one = await startEngine(own.url);
  expect(await one.outcomes(key.hash, 30)).toEqual({ admitted: 30 });
  await written(one);
  await setTotal([key], 5, one);
  expect(await one.outcomes(key.hash, 20)).toEqual({ quota_total: 20 });
});

test("quotas that many keys get with one statement count, too", async () => {
  const keys = await Promise.all(Array.from({ length: 80 }, () => makeKey(account.ctx)));
  const [one, two] = [await startEngine(own.url), await startEngine(own.url)];
  for (const { hash } of keys) expect(await two.outcomes(hash, 3)).toEqual({ admitted: 3 });
  await written(two);
  await setTotal(keys, 4, one, two);
  const counts = await Promise.all(keys.map(({ hash }) => one.outcomes(hash, 3)));
  expect(counts).toEqual(keys.map(() => ({ admitted: 1, quota_total: 2 })));
});

test("a quota that is taken off and set again counts what came in between", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 10 });
  const one = await startEngine(own.url);
  expect(await one.outcomes(key.hash, 5)).toEqual({ admitted: 5 });
  await own.db.update(apiKeys).set({ quotaTotal: null }).where(eq(apiKeys.id, key.id));
  await expect.poll(() => one.engine.keys.peek(key.hash), { interval: 1 }).toBeUndefined();
  expect(await one.outcomes(key.hash, 20)).toEqual({ admitted: 20 });
  await written(one);
  await setTotal([key], 30, one);
  expect(await one.outcomes(key.hash, 20)).toEqual({ admitted: 5, quota_total: 15 });
});
