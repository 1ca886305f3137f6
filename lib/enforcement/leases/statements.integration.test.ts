import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { openSql } from "@/db/client";
import { grantLease, releaseLeases, restateLeases } from "@/db/queries/enforcement";
import { leases } from "@/db/schema/keys";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { startEngine, withoutPlanLimits } from "@/test/engine";
import { makeInstance } from "@/test/instance";
import { makeKey } from "@/test/key";
import type { LeaseStore } from "./store";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

async function leasedOf(keyId: string): Promise<number> {
  const rows = await own.db.select().from(leases).where(eq(leases.keyId, keyId));
  return rows.reduce((sum, { amount }) => sum + amount, 0);
}

test("a statement about a lease that comes after a later one does nothing", async () => {
  const sql = openSql({ url: own.url, max: 1, name: "test" });
  const { id: keyId } = await makeKey(account.ctx, { quotaTotal: 100 });
  const instanceId = await makeInstance(own.db);
  const grant = (statement: number) =>
    grantLease(sql, { instanceId, statement, keyId, want: 3, ahead: 0 });
  const release = (statement: number) =>
    releaseLeases(sql, { instanceId, statement, amounts: new Map([[keyId, 1]]) });
  const restate = (statement: number, amount: number) =>
    restateLeases(sql, { instanceId, statement, held: new Map([[keyId, amount]]) });
  try {
    expect(await grant(2)).toMatchObject({ granted: 3 });
    expect(await grant(1)).toMatchObject({ granted: 0, reached: null });
    expect(await release(2)).toEqual([keyId]);
    expect(await release(3)).toEqual([]);
    expect(await leasedOf(keyId)).toBe(2);
    expect(await restate(3, 9)).toEqual([keyId]);
    expect(await restate(5, 1)).toEqual([]);
    expect(await grant(4)).toMatchObject({ granted: 0, reached: null });
    expect(await release(4)).toEqual([keyId]);
    expect(await leasedOf(keyId)).toBe(1);
  } finally {
    await sql.end();
  }
});

test("what is said of a lease that was never heard of keeps a late grant out, too", async () => {
  const sql = openSql({ url: own.url, max: 1, name: "test" });
  const { id: keyId } = await makeKey(account.ctx, { quotaTotal: 100 });
  const instanceId = await makeInstance(own.db);
  try {
    const held = new Map([[keyId, 0]]);
    expect(await restateLeases(sql, { instanceId, statement: 2, held })).toEqual([]);
    expect(await grantLease(sql, { instanceId, statement: 1, keyId, want: 1, ahead: 8 }))
      .toMatchObject({ granted: 0 }); // prettier-ignore
    expect(await leasedOf(keyId)).toBe(0);
    // A key that is gone is nobody's lease any more, and not worth another try.
    const gone = new Map([["00000000-0000-7000-8000-000000000000", 1]]);
    expect(await restateLeases(sql, { instanceId, statement: 3, held: gone })).toEqual([]);
  } finally {
    await sql.end();
  }
});

test("one waits for the other's lease and sees it, whatever isolation the database has by itself", async () => {
  const strict = await ownDatabase();
  onTestFinished(() => strict.remove());
  const name = strict.db.$client(new URL(strict.url).pathname.slice(1));
  await strict.db
    .$client`alter database ${name} set default_transaction_isolation = 'repeatable read'`;
  const owner = await makeAccount(strict.db, { cleanup: false });
  const { id: keyId, budgetId } = await makeKey(owner.ctx, { quotaTotal: 10 });
  const [holder, ...askers] = [1, 2, 3].map(() => {
    const sql = openSql({ url: strict.url, max: 1, name: "test" });
    onTestFinished(() => sql.end({ timeout: 1 }));
    return sql;
  });
  const instanceIds = await Promise.all(askers.map(() => makeInstance(strict.db)));
  // Both have begun and wait for the lock, whatever they have read by then.
  const grants = await holder!.begin(async (tx) => {
    await tx`select from quota_budgets where id = ${budgetId} for update`;
    const asked = askers.map((sql, i) =>
      grantLease(sql, { instanceId: instanceIds[i]!, statement: 1, keyId, want: 10, ahead: 0 }),
    );
    const waiting = () => strict.db.$client`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await waiting()).length).toBe(2);
    return { asked };
  });
  const granted = (await Promise.all(grants.asked)).map(
    (row) => (row as { granted: number }).granted,
  );
  expect(granted.toSorted()).toEqual([0, 10]);
});

test.for([
  ["grant", 20],
  ["release", 21],
] as const)("a %s whose answer is lost takes nothing off the quota", async ([name, quotaTotal]) => {
  const key = await makeKey(account.ctx, { quotaTotal });
  const one = await startEngine(own.url);
  // The database does it, and the connection breaks before it can say so.
  const store: LeaseStore = one.engine.leases["store"];
  const does = store[name].bind(store) as (...args: unknown[]) => Promise<unknown>;
  const lost = vi.spyOn(store, name).mockImplementationOnce(async (...args: unknown[]) => {
    await does(...args);
    throw new Error("the connection broke");
  });
  const restated = vi.spyOn(store, "restate");
  const first = await one.outcome(key.hash);
  expect(first).toBe(name === "grant" ? "unavailable" : "admitted");
  if (name === "release") one.engine.leases.onRecall([key.id]);
  await expect.poll(() => lost.mock.calls.length).toBeGreaterThan(0);
  await one.engine.writer.drain();
  // Told within the three seconds between two looks; nothing is leased to nobody then.
  await expect.poll(() => restated.mock.calls.length, { timeout: 10_000 }).toBeGreaterThan(0);
  await expect.poll(() => leasedOf(key.id), { timeout: 10_000 }).toBe(0);
  expect(await one.outcomes(key.hash, quotaTotal + 5)).toEqual(
    name === "grant" ? { admitted: 20, quota_total: 5 } : { admitted: 20, quota_total: 6 },
  );
});
