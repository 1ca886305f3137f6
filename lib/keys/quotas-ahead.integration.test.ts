import { expect, test } from "vitest";
import type { apiKeys } from "@/db/schema/keys";
import { listQuotasAhead } from "@/db/queries/quotas-ahead";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { writePast } from "@/test/past-requests";
import { quotasAhead } from "./quotas-ahead";

const db = testDatabase();
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SOON = new Date(Date.now() + 30 * MINUTE_MS);
const PAST = new Date(Date.now() - MINUTE_MS);

async function setUp() {
  const { accountId, ctx } = await makeAccount(db);
  /** A key, and as many counted requests of it some time ago. */
  async function working(
    alias: string,
    requests: number,
    values: Partial<typeof apiKeys.$inferInsert>,
    agoMs = 20 * MINUTE_MS,
  ) {
    const key = await makeKey(ctx, { alias, ...values });
    await writePast(
      db,
      { accountId, keyId: key.id },
      Array.from({ length: requests }, () => ({ agoMs })),
    );
    return key;
  }
  const listed = async (limit = 10) =>
    (await listQuotasAhead(db, accountId, limit)).map(({ alias }) => alias);
  return { accountId, ctx, working, listed };
}

test("keys that use up most of a quota come first, and no more than are asked for", async () => {
  const { working, listed } = await setUp();
  await working("slow", 5, { quotaDaily: 100 });
  await working("fast", 30, { quotaMonthly: 60 });
  // Its tightest quota is what counts.
  await working("middle", 20, { quotaDaily: 1_000, quotaTotal: 100 });
  expect(await listed()).toEqual(["fast", "middle", "slow"]);
  expect(await listed(2)).toEqual(["fast", "middle"]);
});

test("keys whose requests are rejected anyhow, are not capped, or have not worked of late are left out", async () => {
  const { accountId, ctx, working, listed } = await setUp();
  const capped = { quotaDaily: 100 };
  await working("works", 5, { ...capped, expiresAt: SOON, deactivateAt: SOON });
  await working("expired", 5, { ...capped, expiresAt: PAST });
  await working("off", 5, { ...capped, active: false });
  await working("off since", 5, { ...capped, deactivateAt: PAST });
  await working("without a cap", 5, {});
  await working("of yesterday", 5, capped, 2 * HOUR_MS);
  const rejected = await makeKey(ctx, { alias: "only rejected", ...capped });
  await writePast(db, { accountId, keyId: rejected.id }, [
    { agoMs: MINUTE_MS, code: "plan_second" },
  ]);
  const { ctx: other } = await makeAccount(db);
  const foreign = await makeKey(other, { alias: "of another account", ...capped });
  await writePast(db, { accountId: other.accountId, keyId: foreign.id }, [{ agoMs: MINUTE_MS }]);
  expect(await listed()).toEqual(["works"]);
});

test("a row says when its key expires, and what its whole budget has counted", async () => {
  const { accountId, ctx, working } = await setUp();
  const old = await working("old", 4, { quotaDaily: 100, quotaTotal: 1_000, expiresAt: SOON });
  const replacement = await makeKey(ctx, { alias: "new", quotaDaily: 100, budgetId: old.budgetId });
  await writePast(db, { accountId, keyId: replacement.id }, [{ agoMs: 3 * HOUR_MS }]);
  await writePast(db, { accountId, keyId: old.id }, [{ agoMs: 50 * HOUR_MS }]);
  const rows = await listQuotasAhead(db, accountId, 10);
  const row = rows.find(({ id }) => id === old.id)!;
  expect(new Date(row.expires_at!)).toEqual(SOON);
  expect(row).toMatchObject({
    daily: 5,
    weekly: 6,
    total: 6,
    quota_daily: 100,
    quota_total: 1_000,
  });
  // It has not worked itself of late, but its budget has.
  expect(rows.find(({ id }) => id === replacement.id)).toMatchObject({
    expires_at: null,
    daily: 5,
  });
});

test("a quota that is reached only after its key has expired is not ahead", async () => {
  const { ctx, working } = await setUp();
  // Ten in the last twenty minutes or more: thirty more take an hour or longer.
  const busy = { quotaDaily: 40 };
  await working("lives", 10, busy);
  await working("dies first", 10, { ...busy, expiresAt: SOON });
  const ahead = await quotasAhead(ctx);
  expect(ahead.map(({ alias, quota }) => [alias, quota])).toEqual([["lives", "daily"]]);
  expect(ahead[0]).toMatchObject({ used: 10, limit: 40 });
});
