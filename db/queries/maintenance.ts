import type postgres from "postgres";
import { LONGEST_HOURS } from "@/lib/quota-windows";
import { DAYS_AHEAD, ensurePartitions, mayChangeSchema } from "../partitions";
import { lockOf, schemaOf } from "../schema-name";
import { clearLogsOfDeleted } from "./clear-log";
import { LIFT_REMEMBERED_DAYS } from "./ip-blocks";

/** Any constant: whoever holds it does the rounds, the others skip them. */
const MAINTENANCE_LOCK = 7_206_141_103;

/** As far as any window reaches, and a day more for clocks and curiosity. */
const MINUTES_KEPT_DAYS = Math.ceil(LONGEST_HOURS / 24) + 2;

/** Rows that are deleted in one transaction, where a whole day cannot be dropped: half a second's work. */
const ROWS_AT_ONCE = 20_000;

/** The number of the lock under which rounds are done on a client's schema. */
export const maintenanceLock = (sql: postgres.Sql): number =>
  lockOf(MAINTENANCE_LOCK, schemaOf(sql));

/**
 * Makes the log's partitions of the coming days, drops those that retention has outlived (their
 * counts stay in the totals), and removes what has run out: old minute and quarter-hour buckets,
 * expired blocks, reset tokens. Skipped when another process is at it. A role that may not change the
 * schema makes and drops no partitions: it deletes the rows of the days that are over.
 *
 * @returns how many days of log were dropped, or null when it was skipped
 */
export async function runMaintenance(
  sql: postgres.Sql,
  retentionDays: number,
): Promise<number | null> {
  const mayChange = await mayChangeSchema(sql);
  const dropped = await sql.begin(async (tx) => {
    const locked = await tx<Array<{ ok: boolean }>>`
      select pg_try_advisory_xact_lock(${maintenanceLock(sql)}) as ok`;
    if (!locked[0]?.ok) return null;
    await tx`set local statement_timeout = '10min'`;
    // Dropping a partition locks the log: rather try again in an hour than hold requests' rows up.
    await tx`set local lock_timeout = '3s'`;
    let days = 0;
    if (mayChange) {
      await ensurePartitions(tx, DAYS_AHEAD.rounds);
      const rows = await tx<Array<{ days: number }>>`
        select latchkey_drop_partitions(now() - ${retentionDays} * interval '1 day') as days`;
      days = rows[0]!.days;
    }
    await removeWhatRanOut(tx, retentionDays);
    return days;
  });
  if (dropped === null) return null;
  await clearLogsOfDeleted(sql);
  if (mayChange) return dropped;
  return deleteOldDays(sql, retentionDays);
}

async function removeWhatRanOut(tx: postgres.TransactionSql, retentionDays: number): Promise<void> {
  await tx`
    delete from usage_minutes where minute < now() - ${MINUTES_KEPT_DAYS} * interval '1 day'`;
  // As long as the log, whose partitions are days: what a day's rows counted goes with them.
  const oldest = tx`date_trunc('day', now() - ${retentionDays} * interval '1 day', 'UTC')`;
  await tx`delete from key_quarters where quarter < ${oldest}`;
  await tx`delete from category_quarters where quarter < ${oldest}`;
  await tx`
    delete from ip_blocks where until < now() - interval '1 day' and (lifted_at is null
      or lifted_at < now() - ${LIFT_REMEMBERED_DAYS} * interval '1 day')`;
  await tx`delete from password_resets where expires_at < now()`;
  // What has ended a day ago: until then its visitor is told where they came from.
  await tx`delete from portal_sessions where expires_at < now() - interval '1 day'`;
  await tx`delete from attempts where ends_at < now()`;
  await tx`delete from idempotent_answers where at < now() - interval '24 hours'`;
}

/**
 * Deletes the rows of the days that retention has outlived, some at a time, and keeps what they counted in the totals.
 * The empty partitions stay until `migrate` drops them.
 * @returns of how many days there were rows
 */
async function deleteOldDays(sql: postgres.Sql, retentionDays: number): Promise<number> {
  const days = await sql<Array<{ day: string }>>`
    select to_char(to_date(right(c.relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD') as day
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'request_logs'::regclass and c.relname ~ '^request_logs_\\d{8}$'
      and (to_date(right(c.relname, 8), 'YYYYMMDD') + 1)::timestamp at time zone 'UTC'
        <= now() - ${retentionDays} * interval '1 day'
    order by 1`;
  let withRows = 0;
  for (const { day } of days) if ((await deleteRows(sql, day)) > 0) withRows++;
  // Rows that came when their day had no partition any more, or not yet, lie in the default one.
  await deleteRows(sql, null, retentionDays);
  return withRows;
}

/** @param day of which rows are deleted; null: all that are older than the retention, wherever they lie */
async function deleteRows(sql: postgres.Sql, day: string | null, days = 0): Promise<number> {
  for (let deleted = 0; ;) {
    // In a transaction, as a piece of a statement is no statement.
    const n = await sql.begin(async (tx) => {
      const isOld = (at: postgres.PendingQuery<postgres.Row[]>) =>
        day === null
          ? tx`${at} < now() - ${days} * interval '1 day'`
          : tx`${at} >= ${day}::date::timestamp at time zone 'UTC'
              and ${at} < (${day}::date + 1)::timestamp at time zone 'UTC'`;
      const rows = await tx<[{ n: number }]>`
        with old as (
          select id, at from request_logs where ${isOld(tx`at`)} limit ${ROWS_AT_ONCE}
        ), gone as (
          delete from request_logs r using old
          where r.id = old.id and r.at = old.at and ${isOld(tx`r.at`)}
          returning r.key_id, r.counted
        ), archived as (
          update usage_totals u set archived = u.archived + d.n
          from (select key_id, count(*) as n from gone where counted group by 1 order by 1) d
          where d.key_id = u.key_id
        )
        select count(*)::int as n from gone`;
      return rows[0].n;
    });
    deleted += n;
    if (n < ROWS_AT_ONCE) return deleted;
  }
}
