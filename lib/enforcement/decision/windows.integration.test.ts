import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { usageHours, usageMinutes, usageTotals } from "@/db/schema/requests";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeInstance } from "@/test/instance";
import { makeKey } from "@/test/key";
import { freesAt, grantable, usedInWindow, WINDOW_MS } from "./windows";
import { HOUR_MS, hourOf, MINUTE_MS, minuteOf } from "@/lib/time/minutes";

const db = testDatabase();
const INTERVALS = { daily: "24 hours", weekly: "168 hours", monthly: "720 hours" } as const;

/** Now at any moment, on the edges of minutes and hours more often than chance would have it. */
const nows = fc
  .tuple(
    fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) }),
    fc.constantFrom("any", "minute", "hour", "before the hour"),
  )
  .map(([at, edge]) => {
    if (edge === "minute") return minuteOf(at);
    if (edge === "hour") return hourOf(at);
    return edge === "before the hour" ? hourOf(at) - 1 : at;
  });

/** How long ago requests were: mostly about the edges of the windows. */
const ages = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 35 * 24 * HOUR_MS }),
    fc
      .tuple(
        fc.constantFrom(...Object.values(WINDOW_MS)),
        fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS }),
      )
      .map(([windowMs, off]) => windowMs + off),
  ),
  { maxLength: 40 },
);

function counted(moments: readonly number[], bucketOf: (at: number) => number) {
  const buckets = new Map<number, number>();
  for (const at of moments) buckets.set(bucketOf(at), (buckets.get(bucketOf(at)) ?? 0) + 1);
  return buckets;
}

test("the database counts windows, and says when they free, as windows.ts does", async () => {
  const account = await makeAccount(db);
  await fc.assert(
    fc.asyncProperty(nows, ages, fc.nat(9), fc.nat(9), async (nowMs, past, leased, less) => {
      // Two keys on one budget: their requests count together.
      const one = await makeKey(account.ctx);
      const other = await makeKey(account.ctx, { budgetId: one.budgetId });
      const moments = past.map((age) => nowMs - age);
      for (const [key, parity] of [
        [one, 0],
        [other, 1],
      ] as const) {
        const own = moments.filter((_, i) => i % 2 === parity);
        if (own.length === 0) continue;
        await db.insert(usageMinutes).values(
          [...counted(own, minuteOf)].map(([at, n]) => ({
            keyId: key.id,
            minute: new Date(at),
            counted: n,
          })),
        );
        await db.insert(usageHours).values(
          [...counted(own, hourOf)].map(([at, n]) => ({
            keyId: key.id,
            hour: new Date(at),
            counted: n,
            requests: n,
            rejected: 0,
            credits: n,
          })),
        );
      }
      const buckets = counted(moments, minuteOf);
      const now = sql`to_timestamp(${nowMs}::float8 / 1000)`;
      for (const name of ["daily", "weekly", "monthly"] as const) {
        const windowMs = WINDOW_MS[name];
        const used = usedInWindow(buckets, nowMs, windowMs);
        const limit = Math.max(1, used + leased - less);
        const span = sql`${INTERVALS[name]}::interval`;
        const [told] = await db.execute<Record<"used" | "frees" | "resets", number | null>>(sql`
          select latchkey_window_used(${one.budgetId}, ${now}, ${span})::int as used,
            extract(epoch from latchkey_window_frees_at(${one.budgetId}, ${now}, ${span},
              ${used + leased}, ${limit}))::float8 * 1000 as frees,
            extract(epoch from latchkey_window_resets_at(${one.budgetId}, ${now}, ${span}))::float8
              * 1000 as resets`);
        expect(told, name).toEqual({
          used,
          frees: freesAt(buckets, nowMs, windowMs, used + leased, limit),
          resets: freesAt(buckets, nowMs, windowMs, used, used),
        });
      }
    }),
    { numRuns: 40 },
  );
});

test("the database grants what grantable says, and never more than the tightest quota leaves", async () => {
  const account = await makeAccount(db);
  const amount = fc.integer({ min: 0, max: 300 });
  // Large ones too: where much is left, a share of it is leased in advance.
  const quota = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 1_000_000 }));
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        total: fc.option(quota),
        daily: quota,
        used: amount,
        recent: amount,
        leased: amount,
        want: fc.integer({ min: 1, max: 60 }),
        ahead: fc.nat(100),
      }),
      async ({ total, daily, used, recent, leased, want, ahead }) => {
        const key = await makeKey(account.ctx, { quotaTotal: total, quotaDaily: daily });
        const today = Math.min(used, recent);
        await db.insert(usageTotals).values({ keyId: key.id, counted: used });
        const hour = new Date(hourOf(Date.now() - 2 * HOUR_MS));
        const rest = { requests: today, rejected: 0, credits: 0 };
        await db.insert(usageHours).values({ keyId: key.id, hour, counted: today, ...rest });
        await db.insert(usageMinutes).values({ keyId: key.id, minute: hour, counted: today });
        await db.execute(
          sql`insert into leases (key_id, instance_id, amount) values (${key.id}, ${await makeInstance(db)}, ${leased})`,
        );

        const room = Math.min((total ?? Infinity) - used, daily - today) - leased;
        const [grant] = await db.execute<{
          granted: number;
          reached: string | null;
          recallable: boolean;
          frees: number | null;
        }>(sql`
          select granted, reached, recallable, extract(epoch from frees_at)::float8 * 1000 as frees
          from latchkey_grant(${key.id}, ${await makeInstance(db)}, 1, ${want}, ${ahead})`);
        expect(grant!.granted).toBe(grantable(room, want, ahead));
        const isTotal = total !== null && used + leased >= total;
        expect(grant!.reached).toBe(room > 0 ? null : isTotal ? "total" : "daily");
        expect(grant!.recallable).toBe(room <= 0 && leased > 0);
        if (grant!.reached === "daily") {
          expect(grant!.frees).toBeGreaterThan(Date.now());
          // Where nothing counted could make room, what is leased out leaves the window from now.
          const counts = today >= today + leased - daily + 1;
          if (counts) expect(grant!.frees).toBe(hour.getTime() + MINUTE_MS + WINDOW_MS.daily);
        } else expect(grant!.frees).toBeNull();
        const [held] = await db.execute<{ amount: number }>(
          sql`select sum(amount)::int as amount from leases where key_id = ${key.id}`,
        );
        expect(held!.amount).toBe(leased + grant!.granted);
      },
    ),
    { numRuns: 60 },
  );
});

test("grants to a crowd never add up to more than the quota", async () => {
  const account = await makeAccount(db);
  const key = await makeKey(account.ctx, { quotaTotal: 137 });
  const granted = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const [grant] = await db.execute<{ granted: number }>(
        sql`select granted from latchkey_grant(${key.id}, ${await makeInstance(db)}, 1, ${1 + (i % 5)}, 20)`,
      );
      return grant!.granted;
    }),
  );
  expect(granted.reduce((sum, n) => sum + n, 0)).toBe(137);
});

test("an instance that was retired can lease nothing, and leaves no lease behind", async () => {
  const account = await makeAccount(db);
  const key = await makeKey(account.ctx, { quotaTotal: 100 });
  const id = await makeInstance(db);
  const grant = () =>
    db.execute(sql`select granted from latchkey_grant(${key.id}, ${id}, 1, 5, 0)`);
  expect((await grant())[0]).toEqual({ granted: 5 });
  await db.execute(sql`delete from instances where id = ${id}`);
  await expect(grant()).rejects.toThrow();
  expect(await db.execute(sql`select 1 from leases where key_id = ${key.id}`)).toHaveLength(0);
});
