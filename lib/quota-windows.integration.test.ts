import { afterAll, expect, test } from "vitest";
import { openSql } from "@/db/client";
import { grantLease } from "@/db/queries/enforcement";
import { readKeyUsage } from "@/db/queries/key-usage";
import { OUTCOME_COLUMNS } from "@/db/schema/traffic-columns";
import { getKey, searchKeys } from "@/lib/keys/list";
import { quotaOutlook } from "@/lib/keys/quota-outlook";
import {
  byQuota,
  byQuotaField,
  QUOTA_NAMES,
  QUOTA_WINDOWS,
  quotaCode,
  quotaField,
  type QuotaName,
  ROLLING_NAMES,
  type RollingName,
} from "@/lib/quota-windows";
import { makeAccount } from "@/test/account";
import { countRequests } from "@/test/counted";
import { testDatabase, testDatabaseUrl } from "@/test/database";
import { makeInstance } from "@/test/instance";
import { makeKey } from "@/test/key";

/*
 * The functions in db/functions name windows themselves, so that PostgreSQL plans them once. Here they are held against
 * the table: a window that one of them forgets, or whose length it takes for another, fails a test.
 */

const db = testDatabase();
const sql = openSql({ url: testDatabaseUrl(), max: 1, name: "test" });
afterAll(() => sql.end());

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const agoMs = (ms: number) => new Date(Date.now() - ms).toISOString();

let statement = 0;
const grantOf = async (keyId: string, want = 1) =>
  (await grantLease(sql, {
    ...{ keyId, want, ahead: 0, statement: ++statement },
    instanceId: await makeInstance(db),
  }))!;

/** A key of one quota, with `inside` requests that are about to leave its window and `outside` that have left it. */
async function keyOf(name: RollingName, limit: number, inside: number, outside: number) {
  const { ctx } = await makeAccount(db);
  const key = await makeKey(ctx, { [quotaField(name)]: limit });
  const windowMs = QUOTA_WINDOWS[name].hours * HOUR_MS;
  await countRequests(db, key.id, agoMs(windowMs - 10 * MINUTE_MS), inside);
  await countRequests(db, key.id, agoMs(windowMs + 2 * MINUTE_MS), outside);
  return { ctx, key, windowMs };
}

test.each(ROLLING_NAMES)(
  "the %s quota counts what its window holds, to the minute",
  async (name) => {
    const { ctx, key } = await keyOf(name, 5, 3, 4);
    const { used } = await getKey({ ctx, input: { id: key.id } });
    expect(used).toMatchObject({ total: 7, [name]: 3 });
    expect(used).toEqual(
      byQuota((other) => {
        const { hours } = QUOTA_WINDOWS[other];
        const own = QUOTA_WINDOWS[name].hours;
        return hours === null || hours > own ? 7 : hours === own ? 3 : 0;
      }),
    );
    expect(await grantOf(key.id, 9)).toMatchObject({ granted: 2, [name]: "3" });
    expect(await readKeyUsage(db, ctx.accountId, key.id)).toMatchObject({
      [quotaCode(name)]: "5",
      [name]: "3",
    });
  },
);

test.each(ROLLING_NAMES)("the %s quota says when room comes back", async (name) => {
  const { ctx, key } = await keyOf(name, 3, 3, 4);
  const isSoon = (at: Date | null) => {
    const ms = at === null ? NaN : at.getTime() - Date.now();
    return ms > 8 * MINUTE_MS && ms < 12 * MINUTE_MS;
  };
  const { granted, reached, frees_at, [`${name}_resets` as const]: resets } = await grantOf(key.id);
  expect({ granted, reached }).toEqual({ granted: 0, reached: name });
  expect([isSoon(frees_at), isSoon(resets)]).toEqual([true, true]);
  const usage = await readKeyUsage(db, ctx.accountId, key.id);
  expect(isSoon(new Date(usage![`${name}_resets`]!))).toBe(true);
  const view = await getKey({ ctx, input: { id: key.id } });
  const [outlook] = await quotaOutlook({ ctx, input: view });
  expect(outlook).toMatchObject({ name, returnsInHour: 3 });
  expect(isSoon(outlook!.freesAt)).toBe(true);
  const reachedKeys = await searchKeys({
    ctx,
    input: {
      ...{ q: "", category: null, status: "reached", page: 1, pageSize: 25 },
      ...{ sort: "alias", order: "asc" },
    },
  });
  expect(reachedKeys.map(({ id }) => id)).toEqual([key.id]);
});

test.each(ROLLING_NAMES)(
  "what is leased of the %s quota may be spent from now on",
  async (name) => {
    const { key, windowMs } = await keyOf(name, 2, 0, 4);
    expect(await grantOf(key.id, 2)).toMatchObject({ granted: 2 });
    const { reached, frees_at } = await grantOf(key.id);
    expect(reached).toBe(name);
    expect(Math.abs(frees_at!.getTime() - Date.now() - windowMs)).toBeLessThan(3 * MINUTE_MS);
  },
);

test("of the quotas that are reached, the first of the table is named", async () => {
  const { ctx } = await makeAccount(db);
  const named: Array<QuotaName | null> = [];
  for (const first of QUOTA_NAMES.keys()) {
    const limitOf = (name: QuotaName) => (QUOTA_NAMES.indexOf(name) < first ? 100 : 1);
    const key = await makeKey(ctx, byQuotaField(limitOf));
    await countRequests(db, key.id, agoMs(10 * MINUTE_MS), 1);
    named.push((await grantOf(key.id)).reached);
  }
  expect(named).toEqual(QUOTA_NAMES);
});

test("each quota's rejections have a counter", () => {
  expect(OUTCOME_COLUMNS).toEqual(expect.arrayContaining(QUOTA_NAMES.map(quotaCode)));
});
