import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { apiKeys } from "@/db/schema/keys";
import type { AccountContext } from "@/lib/context";
import { makeAccount } from "@/test/account";
import { countRequests } from "@/test/counted";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { makeInstance } from "@/test/instance";
import { makeKey } from "@/test/key";

/*
 * What one call does. How calls of many instances add up to exactly the quota is proven in lib/enforcement
 * (windows, lease-statements and first-quota, *.integration.test.ts).
 */

let own: OwnDatabase;
let ctx: AccountContext;
let instance: string;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());
beforeEach(async () => {
  ({ ctx } = await makeAccount(own.db, { cleanup: false }));
  instance = await makeInstance(own.db);
});

interface Ask {
  by?: string;
  statement?: number;
  want?: number;
  ahead?: number;
}

async function grant(
  keyId: string,
  { by = instance, statement = 1, want = 1, ahead = 0 }: Ask = {},
) {
  const [row] = await own.db.execute<{ granted: number | null; reached: string | null }>(sql`
    select granted, reached, recallable, leased::int, total::int, daily::int, weekly::int,
      monthly::int, round(extract(epoch from frees_at - db_now) / 3600)::int as frees_in_h,
      round(extract(epoch from daily_resets - db_now) / 3600)::int as resets_in_h
    from latchkey_grant(${keyId}, ${by}, ${statement}, ${want}, ${ahead})`);
  return row;
}

async function leaseOf(keyId: string, by = instance) {
  const [row] = await own.db.execute(sql`
    select amount::int, statement::int, recalled_at is not null as recalled from leases
    where key_id = ${keyId} and instance_id = ${by}`);
  return row;
}

/** When a round number of hours ago it was; a minute of slack for what runs over the edge of a minute. */
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000 + 60_000).toISOString();

test("of a key that there is not, nothing is said", async () => {
  expect(await grant(crypto.randomUUID())).toBeUndefined();
});

test("what waits is granted whole while there is room for it, and the rest of the room where there is not", async () => {
  const key = await makeKey(ctx, { quotaTotal: 10 });
  expect(await grant(key.id, { want: 7 })).toMatchObject({ granted: 7, reached: null, leased: 0 });
  expect(await grant(key.id, { want: 7, statement: 2 })).toMatchObject({ granted: 3, leased: 7 });
  expect(await leaseOf(key.id)).toEqual({ amount: 10, statement: 2, recalled: false });
  // Its own lease: there is nobody else who could give back.
  expect(await grant(key.id, { statement: 3 })).toMatchObject({
    granted: 0,
    reached: "total",
    recallable: false,
    leased: 10,
  });
});

test.each([
  [80, 5, 6, "what the caller asks for"],
  [80, 50, 11, "at most an eighth of what is left"],
  [102_400, 5, 401, "where much is left, a 256th of it"],
  [10_000_000, 5, 1_001, "but not more than a thousand"],
  [80, 0, 1, "nothing where nothing is asked for"],
])("of %i left, with %i asked in advance, %i are granted: %s", async (left, ahead, granted) => {
  const key = await makeKey(ctx, { quotaTotal: left });
  expect(await grant(key.id, { ahead })).toMatchObject({ granted });
});

test("the tightest quota bounds, and the first of those that are reached is named", async () => {
  const quotas = { quotaTotal: 8, quotaDaily: 8, quotaWeekly: 8, quotaMonthly: 8 };
  for (const [reached, quota] of [
    ["total", "quotaTotal"],
    ["daily", "quotaDaily"],
    ["weekly", "quotaWeekly"],
    ["monthly", "quotaMonthly"],
  ] as const) {
    const key = await makeKey(ctx, { ...quotas, [quota]: 5 });
    await countRequests(own.db, key.id, hoursAgo(2), 3);
    expect(await grant(key.id, { want: 9 })).toMatchObject({ granted: 2 });
    expect(await grant(key.id, { statement: 2 })).toMatchObject({ granted: 0, reached });
  }
  const key = await makeKey(ctx, quotas);
  await countRequests(own.db, key.id, hoursAgo(2), 8);
  expect(await grant(key.id)).toMatchObject({ reached: "total", frees_in_h: null });
});

test("a reached window says when it frees and resets, and those without a quota are not counted", async () => {
  const key = await makeKey(ctx, { quotaDaily: 2 });
  await countRequests(own.db, key.id, hoursAgo(2), 1);
  await countRequests(own.db, key.id, hoursAgo(5), 1);
  expect(await grant(key.id)).toMatchObject({
    ...{ granted: 0, reached: "daily", frees_in_h: 19, resets_in_h: 19 },
    ...{ total: 0, daily: 2, weekly: 0, monthly: 0 },
  });
  // What is leased may be spent from now on: nothing of it leaves before a whole window has gone.
  const leased = await makeKey(ctx, { quotaDaily: 2 });
  await grant(leased.id, { want: 2 });
  expect(await grant(leased.id, { statement: 2 })).toMatchObject({ frees_in_h: 24 });
});

test("others can give back until each of them was asked", async () => {
  const key = await makeKey(ctx, { quotaTotal: 5 });
  const other = await makeInstance(own.db);
  await grant(key.id, { by: other, want: 5 });
  expect(await grant(key.id)).toMatchObject({ granted: 0, recallable: true, leased: 5 });
  await own.db.execute(sql`update leases set recalled_at = now()`);
  expect(await grant(key.id)).toMatchObject({ granted: 0, recallable: false });
  // Who holds a lease and gets more is not recalled any more.
  await own.db.update(apiKeys).set({ quotaTotal: 6 });
  await grant(key.id, { by: other, statement: 2 });
  expect(await leaseOf(key.id, other)).toEqual({ amount: 6, statement: 2, recalled: false });
});

test("nobody who is dead can give back", async () => {
  const key = await makeKey(ctx, { quotaTotal: 5 });
  const other = await makeInstance(own.db);
  await grant(key.id, { by: other, want: 5 });
  const silentFor = (seconds: number) =>
    own.db
      .execute(sql`update instances set heartbeat_at = clock_timestamp() - ${seconds} * interval '1 second'
      where id = ${other}`);
  await silentFor(3);
  expect(await grant(key.id)).toMatchObject({ granted: 0, recallable: true, leased: 5 });
  await silentFor(10);
  expect(await grant(key.id)).toMatchObject({ granted: 0, recallable: false, leased: 5 });
});

test("after a later statement about the lease, an earlier one grants nothing and changes nothing", async () => {
  const key = await makeKey(ctx, { quotaTotal: 10 });
  await grant(key.id, { statement: 5, want: 2 });
  for (const statement of [4, 5]) {
    expect(await grant(key.id, { statement, want: 3 })).toMatchObject({ granted: 0 });
  }
  expect(await leaseOf(key.id)).toEqual({ amount: 2, statement: 5, recalled: false });
});

test("where no quota is left, what waits is granted: the caller's facts are older", async () => {
  const key = await makeKey(ctx);
  expect(await grant(key.id, { want: 3, ahead: 50 })).toMatchObject({ granted: 3, reached: null });
});

test("nobody asks for nothing in vain: the state is told, and no lease is made", async () => {
  const key = await makeKey(ctx, { quotaTotal: 10 });
  await countRequests(own.db, key.id, hoursAgo(2), 4);
  expect(await grant(key.id, { want: 0 })).toMatchObject({ granted: 0, reached: null, total: 4 });
  expect(await leaseOf(key.id)).toBeUndefined();
});
