import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSql } from "@/db/client";
import { grantLease } from "@/db/queries/enforcement";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { makeInstance } from "@/test/instance";
import { makeKey } from "@/test/key";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const OTHERS = 3_000;
const GRANTS = 50;

/** Keys with a budget each. */
async function addKeys(count: number): Promise<void> {
  await own.db.execute(sql`
    with made as (select gen_random_uuid() as id from generate_series(1, ${count}::int)),
      budgets as (insert into quota_budgets (id) select id from made)
    insert into api_keys (id, account_id, budget_id, alias, category, hash, prefix, last_four)
      select id, ${account.accountId}, id, id::text, 'busy', sha256(id::text::bytea), 'lk', 'abcd'
      from made`);
}

/** All of them were asked for in this hour. */
async function useKeys(): Promise<void> {
  await own.db.execute(sql`
    insert into usage_hours (key_id, hour, counted, requests, rejected, credits)
      select id, date_trunc('hour', now(), 'UTC'), 1, 1, 0, 1 from api_keys
      where category = 'busy'`);
}

test("in a database that was never analysed, a grant reads the counters of its key and no others", async () => {
  const key = await makeKey(account.ctx, {
    quotaTotal: 1_000_000,
    quotaDaily: 1_000_000,
    quotaWeekly: 1_000_000,
    quotaMonthly: 1_000_000,
  });
  const instanceId = await makeInstance(own.db);
  // One connection, as plans and counts of what was read are its own.
  const one = openSql({ url: own.url, max: 1, name: "test", avoidsTableScans: true });
  let statement = 0;
  const grant = () =>
    grantLease(one, { keyId: key.id, instanceId, statement: ++statement, want: 1, ahead: 0 });
  const rowsRead = async () => {
    await one`select pg_stat_force_next_flush()`;
    const [read] = await one<Array<{ rows: string }>>`
      select sum(idx_tup_read + seq_tup_read) as rows from (
        select sum(seq_tup_read) as seq_tup_read, 0 as idx_tup_read from pg_stat_user_tables
          where relname in ('usage_totals', 'usage_hours', 'usage_minutes', 'leases')
        union all select 0, sum(idx_tup_read) from pg_stat_user_indexes
          where relname in ('usage_totals', 'usage_hours', 'usage_minutes', 'leases')) of`;
    return Number(read!.rows);
  };
  try {
    await addKeys(OTHERS);
    // The plans are made while there is next to nothing, and kept.
    for (let i = 0; i < 10; i++) await grant();
    await useKeys();
    const before = await rowsRead();
    for (let i = 0; i < GRANTS; i++) expect(await grant()).toMatchObject({ granted: 1 });
    const perGrant = ((await rowsRead()) - before) / GRANTS;
    // Joined with api_keys, as before migration 0011, it read each counter three times: 9,002 rows.
    expect(perGrant).toBeLessThan(20);
  } finally {
    await one.end();
  }
});
