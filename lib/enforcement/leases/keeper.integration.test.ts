import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, type MockInstance, test, vi } from "vitest";
import { apiKeys } from "@/db/schema/keys";
import { MemoryPlanLimits } from "@/lib/enforcement/plan-limits/memory";
import type { PlanLimitStore } from "@/lib/enforcement/plan-limits/store";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import {
  accountOf,
  countOf,
  journalDirectory,
  outcomeOf,
  startEngine,
  type TestEngine,
  withoutPlanLimits,
} from "@/test/engine";
import { makeKey } from "@/test/key";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const AGREES = [0, 0, 0, 0];

async function settled(key: { id: string }, ...engines: TestEngine[]) {
  for (const { engine } of engines) await engine.writer.drain();
  return accountOf(own.db, account.accountId, key.id);
}

/** Sends `times` requests with `atOnce` of them in flight, over the engines in turn. */
async function crowd(engines: TestEngine[], hash: string, times: number, atOnce = times) {
  const outcomes: string[] = [];
  let sent = 0;
  const caller = async () => {
    while (sent < times) outcomes.push(await engines[sent++ % engines.length]!.outcome(hash));
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return countOf(outcomes);
}

test("of 1,000 requests at once, a quota of 100 admits exactly 100", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 100 });
  const one = await startEngine(own.url);
  expect(await crowd([one], key.hash, 1_000)).toEqual({ admitted: 100, quota_total: 900 });
  expect(await settled(key, one)).toMatchObject({
    rows: 1_000,
    ids: 1_000,
    counted: 100,
    drift: AGREES,
  });
});

test("of 300 callers on three instances, a total and a daily quota of 250 admit exactly 250", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 250, quotaDaily: 250 });
  const engines = await Promise.all([1, 2, 3].map(() => startEngine(own.url)));
  const outcomes = await crowd(engines, key.hash, 900, 300);
  expect(outcomes).toEqual({ admitted: 250, quota_total: 650 });
  expect(await settled(key, ...engines)).toMatchObject({ counted: 250, drift: AGREES, leased: 0 });
});

test("what lies idle in one instance's lease is recalled before another refuses", async () => {
  const key = await makeKey(account.ctx, { quotaDaily: 200 });
  const idle = await startEngine(own.url);
  const busy = await startEngine(own.url);
  // The first instance leases ahead, then falls silent with some of it unspent.
  expect(await crowd([idle], key.hash, 40, 4)).toEqual({ admitted: 40 });
  const { leased } = await settled(key, idle);
  expect(leased).toBeGreaterThan(0);
  expect(await crowd([busy], key.hash, 200, 20)).toEqual({ admitted: 160, quota_daily: 40 });
  expect(await settled(key, idle, busy)).toMatchObject({ counted: 200, leased: 0, drift: AGREES });
});

test("instances that come and go neither lose nor multiply a quota", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 120 });
  const steady = await startEngine(own.url);
  const outcomes: string[] = [];
  for (let round = 0; round < 3; round++) {
    const guest = await startEngine(own.url);
    for (let i = 0; i < 15; i++) {
      outcomes.push(await guest.outcome(key.hash), await steady.outcome(key.hash));
    }
    await guest.stop();
  }
  outcomes.push(...(await Promise.all(Array.from({ length: 60 }, () => steady.outcome(key.hash)))));
  expect(countOf(outcomes)).toEqual({ admitted: 120, quota_total: 30 });
  expect(await settled(key, steady)).toMatchObject({ counted: 120, leased: 0, drift: AGREES });
});

test("of several quotas the tightest rules, and the first in order that is reached is told", async () => {
  const one = await startEngine(own.url);
  for (const [quotas, told] of [
    [{ quotaTotal: 30, quotaDaily: 20, quotaWeekly: 25, quotaMonthly: 28 }, "quota_daily"],
    [{ quotaTotal: 20, quotaDaily: 20, quotaWeekly: 20, quotaMonthly: 20 }, "quota_total"],
    [{ quotaWeekly: 20, quotaMonthly: 20 }, "quota_weekly"],
    [{ quotaDaily: 21, quotaMonthly: 20 }, "quota_monthly"],
  ] as const) {
    const key = await makeKey(account.ctx, quotas);
    expect(await crowd([one], key.hash, 50, 10)).toEqual({ admitted: 20, [told]: 30 });
  }
});

test("two keys that draw on one budget share it exactly, on two instances", async () => {
  const old = await makeKey(account.ctx, { quotaTotal: 100 });
  const fresh = await makeKey(account.ctx, { quotaTotal: 100, budgetId: old.budgetId });
  const [one, two] = [await startEngine(own.url), await startEngine(own.url)];
  const [a, b] = await Promise.all([
    crowd([one, two], old.hash, 150, 30),
    crowd([two, one], fresh.hash, 150, 30),
  ]);
  expect((a.admitted ?? 0) + (b.admitted ?? 0)).toBe(100);
  await settled(old, one, two);
  const both = [await settled(old), await settled(fresh)];
  expect(both[0]!.counted + both[1]!.counted).toBe(100);
});

test("a raised quota admits again at once, on every instance; a lowered one refuses", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 5 });
  const engines = [await startEngine(own.url), await startEngine(own.url)];
  expect(await crowd(engines, key.hash, 20, 4)).toEqual({ admitted: 5, quota_total: 15 });
  const setQuota = (quotaTotal: number) =>
    own.db.update(apiKeys).set({ quotaTotal }).where(eq(apiKeys.id, key.id));
  await setQuota(12);
  for (const each of engines) {
    await expect.poll(() => each.outcome(key.hash), { timeout: 10_000 }).toBe("admitted");
  }
  const more = await crowd(engines, key.hash, 20, 4);
  expect(more).toEqual({ admitted: 5, quota_total: 15 });
  await setQuota(3);
  for (const each of engines) expect(await each.outcome(key.hash)).toBe("quota_total");
  expect(await settled(key, ...engines)).toMatchObject({ counted: 12, drift: AGREES });
});

test("a quota taken off admits without end, also what waits", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 3 });
  const one = await startEngine(own.url);
  expect(await crowd([one], key.hash, 6, 1)).toEqual({ admitted: 3, quota_total: 3 });
  await own.db.update(apiKeys).set({ quotaTotal: null }).where(eq(apiKeys.id, key.id));
  await expect.poll(() => one.outcome(key.hash), { timeout: 10_000 }).toBe("admitted");
  expect(await crowd([one], key.hash, 50)).toEqual({ admitted: 50 });
  expect(await settled(key, one)).toMatchObject({ drift: AGREES });
});

test("a plan limit that cannot be asked costs nothing of the quota", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 1 });
  const planLimits = new MemoryPlanLimits();
  const one = await startEngine(own.url, { planLimits });
  const take = vi.spyOn(planLimits, "take");
  take.mockImplementationOnce(() => {
    throw new Error("out of order");
  });
  expect(await one.outcome(key.hash)).toBe("unavailable");
  (take as MockInstance<PlanLimitStore["take"]>).mockRejectedValueOnce(new Error("out of reach"));
  expect(await one.outcome(key.hash)).toBe("unavailable");
  expect(await one.outcome(key.hash)).toBe("admitted");
  expect(await one.outcome(key.hash)).toBe("quota_total");
  expect(await settled(key, one)).toMatchObject({ counted: 1, drift: AGREES });
});

test("what the plan limit rejects consumes nothing of the quota", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 30 });
  await own.db.execute(
    sql`insert into plans (name, per_second, per_minute) values ('ten', 1000, 10)`,
  );
  await own.db.execute(sql`update accounts set plan = 'ten' where id = ${account.accountId}`);
  const tight = await startEngine(own.url);
  const first = await crowd([tight], key.hash, 200, 50);
  expect(first).toEqual({ admitted: 10, plan_minute: 190 });
  await own.db.execute(sql`update accounts set plan = 'scale' where id = ${account.accountId}`);
  const wide = await startEngine(own.url);
  expect(await crowd([wide], key.hash, 60, 20)).toEqual({ admitted: 20, quota_total: 40 });
  expect(await settled(key, tight, wide)).toMatchObject({ counted: 30, leased: 0, drift: AGREES });
});

test("free requests are answered at a reached quota, and count nowhere", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 2 });
  const one = await startEngine(own.url);
  const free = { endpoint: { credits: 0, free: true } };
  for (let i = 0; i < 3; i++) expect(await one.outcome(key.hash, free)).toBe("admitted");
  expect(await crowd([one], key.hash, 4, 1)).toEqual({ admitted: 2, quota_total: 2 });
  const admission = await one.ask(key.hash, free);
  expect(outcomeOf(admission)).toBe("admitted");
  expect(admission.quotas).toMatchObject([{ name: "total", limit: 2, remaining: 0 }]);
  expect(await settled(key, one)).toMatchObject({ rows: 8, counted: 2, drift: AGREES });
});

test("a rejected request counts towards nothing, however often it comes", async () => {
  const key = await makeKey(account.ctx, { quotaDaily: 3 });
  const one = await startEngine(own.url);
  await crowd([one], key.hash, 100, 5);
  await settled(key, one);
  const [after] = await own.db.execute(
    sql`select s.daily::int, u.requests::int, u.credits::int
        from latchkey_budget_state(${key.budgetId}, now()) s, usage_totals u
        where u.key_id = ${key.id}`,
  );
  expect(after).toEqual({ daily: 3, requests: 100, credits: 3 });
});

test("a stopped instance leaves no lease, no name and no journal behind", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 1_000 });
  const journalRoot = journalDirectory();
  const one = await startEngine(own.url, { journalRoot });
  await crowd([one], key.hash, 30, 3);
  expect((await settled(key, one)).leased).toBeGreaterThan(0);
  const before = await own.db.execute(sql`select id from instances`);
  await one.stop();
  expect(await settled(key)).toMatchObject({ rows: 30, counted: 30, leased: 0, drift: AGREES });
  expect(await own.db.execute(sql`select id from instances`)).toHaveLength(before.length - 1);
});

test("a budget that many keys have drawn on one after another can be recalled", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 1 });
  // As after years of rotations that kept the budget; a notice has room for some two hundred ids.
  await own.db.execute(sql`
    insert into api_keys (id, account_id, alias, category, budget_id, hash, prefix, last_four)
    select gen_random_uuid(), account_id, 'rotated ' || n, category, budget_id,
      sha256(('rotated ' || n)::bytea), prefix, last_four
    from api_keys, generate_series(1, 300) n where id = ${key.id}`);
  const [holder, asker] = await Promise.all([startEngine(own.url), startEngine(own.url)]);
  const held = await holder.admit(key.hash);
  expect(held.verdict.admitted).toBe(true);
  expect(await asker.outcome(key.hash)).toBe("quota_total");
  expect(asker.complaints).toEqual([]);
});
