import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKeys } from "@/db/schema/keys";
import { runMaintenance } from "@/db/queries/maintenance";
import { checkUsage } from "@/lib/usage/check";
import { collect } from "@/test/collect";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { makeKey, type TestKey } from "@/test/key";
import { requestRow } from "@/test/request-row";
import { postgresRows } from "@/lib/requests/postgres-rows";
import { writeRows } from "../writing/writer";
import { byNobody } from "@/test/writing";

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const DAY_MS = 86_400_000;
const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;

const row = (key: TestKey, atMs: number) =>
  requestRow({ atMs, accountId: account.accountId, keyId: key.id, credits: 2, leased: false });

/** Rows on each of these days ago, in partitions of their own. */
async function log(key: TestKey, daysAgo: number[], perDay: number) {
  for (const ago of daysAgo) {
    const day = today - ago * DAY_MS;
    await own.db.execute(sql`select latchkey_ensure_partitions(
      (to_timestamp(${day}::float8 / 1000) at time zone 'UTC')::date,
      (to_timestamp(${day}::float8 / 1000) at time zone 'UTC')::date)`);
    const rows = Array.from({ length: perDay }, (_, i) => row(key, day + 1_000 * i));
    await writeRows(postgresRows(own.db.$client), byNobody(), rows);
  }
}

async function partitions(): Promise<string[]> {
  const rows = await own.db.execute<{ name: string }>(
    sql`select inhrelid::regclass::text as name from pg_inherits
        where inhparent = 'request_logs'::regclass order by 1`,
  );
  return rows.map(({ name }) => name);
}

const drift = async () =>
  (await collect(checkUsage({ db: own.db, accountId: account.accountId }))).map(
    (each) => each.drift,
  );

async function totalsOf(key: TestKey) {
  const [totals] = await own.db.execute(
    sql`select counted::int, requests::int, credits::int, archived::int,
          (select count(*)::int from request_logs where key_id = ${key.id}) as rows
        from usage_totals where key_id = ${key.id}`,
  );
  return totals;
}

test("retention drops whole days, and what they counted stays in the totals", async () => {
  const key = await makeKey(account.ctx);
  await log(key, [0, 10, 39, 40, 41, 42, 100], 20);
  expect(await drift()).toEqual([0, 0, 0, 0]);
  expect(await runMaintenance(own.db.$client, 40)).toBe(3);
  // The fortieth day is partly inside, and so stays whole.
  expect(await totalsOf(key)).toEqual({
    counted: 140,
    requests: 140,
    credits: 280,
    archived: 60,
    rows: 80,
  });
  expect(await drift()).toEqual([0, 0, 0, 0]);
  const [budget] = await own.db.execute(
    sql`select total::int, daily::int, monthly::int from latchkey_budget_state(${key.budgetId}, now())`,
  );
  expect(budget).toEqual({ total: 140, daily: 20, monthly: 40 });
  // A second round finds nothing more to do.
  expect(await runMaintenance(own.db.$client, 40)).toBe(0);
  expect(await totalsOf(key)).toMatchObject({ archived: 60 });
});

test("a used key cannot be deleted though retention has dropped its last row", async () => {
  const key = await makeKey(account.ctx);
  await log(key, [60], 3);
  await runMaintenance(own.db.$client, 31);
  expect(await totalsOf(key)).toMatchObject({ rows: 0, archived: 3, counted: 3 });
  await own.db.execute(sql`delete from usage_minutes where key_id = ${key.id}`);
  await own.db.execute(sql`delete from usage_hours where key_id = ${key.id}`);
  await expect(own.db.delete(apiKeys).where(eq(apiKeys.id, key.id))).rejects.toMatchObject({
    cause: { code: "23503" },
  });
});

test("a row without a partition is kept, counted, and no obstacle to making its partition later", async () => {
  const key = await makeKey(account.ctx);
  const day = today + 20 * DAY_MS;
  await writeRows(postgresRows(own.db.$client), byNobody(), [
    row(key, day),
    row(key, day + 1),
    row(key, day + DAY_MS),
  ]);
  expect(await totalsOf(key)).toMatchObject({ rows: 3, counted: 3 });
  const ensure = () =>
    own.db.execute(sql`select latchkey_ensure_partitions(
      (to_timestamp(${day}::float8 / 1000) at time zone 'UTC')::date,
      (to_timestamp(${day}::float8 / 1000) at time zone 'UTC')::date)`);
  await ensure();
  await ensure();
  const name = `request_logs_${new Date(day).toISOString().slice(0, 10).replaceAll("-", "")}`;
  expect(await partitions()).toContain(name);
  const moved = await own.db.execute(sql.raw(`select id from ${name}`));
  expect(moved).toHaveLength(2);
  expect(await totalsOf(key)).toMatchObject({ rows: 3, counted: 3 });
  expect(await drift()).toEqual(Array(4 * 3).fill(0));
});

test("an old row that came after its partition had gone goes with the next round, and stays counted", async () => {
  const key = await makeKey(account.ctx);
  const at = today - 70 * DAY_MS;
  await writeRows(postgresRows(own.db.$client), byNobody(), [
    row(key, at),
    row(key, at + 1),
    row(key, today),
  ]);
  expect(await totalsOf(key)).toMatchObject({ rows: 3, counted: 3 });
  await runMaintenance(own.db.$client, 31);
  expect(await totalsOf(key)).toMatchObject({ rows: 1, counted: 3, archived: 2 });
  expect((await drift()).filter((off) => off !== 0)).toEqual([]);
});

test("maintenance makes the partitions of the days to come, and only one process does it at a time", async () => {
  expect(await runMaintenance(own.db.$client, 90)).toBe(0);
  const made = await partitions();
  for (let ahead = -1; ahead <= 7; ahead++) {
    const day = new Date(today + ahead * DAY_MS).toISOString().slice(0, 10).replaceAll("-", "");
    expect(made).toContain(`request_logs_${day}`);
  }
  const all = await Promise.all([1, 2, 3].map(() => runMaintenance(own.db.$client, 90)));
  expect(all.filter((done) => done !== null).length).toBeGreaterThanOrEqual(1);
});

test("every partition has the log's primary key, its indexes and its foreign key", async () => {
  await runMaintenance(own.db.$client, 90);
  const shapes = await own.db.execute(
    sql`select distinct
          (select array_agg(c.contype::text order by c.contype) from pg_constraint c
            where c.conrelid = i.inhrelid and c.contype in ('p', 'f')) as constraints,
          (select count(*)::int from pg_index x where x.indrelid = i.inhrelid) as indexes
        from pg_inherits i where i.inhparent = 'request_logs'::regclass`,
  );
  expect(shapes).toEqual([{ constraints: ["f", "p"], indexes: 4 }]);
});
