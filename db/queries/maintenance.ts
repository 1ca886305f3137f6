import type postgres from "postgres";
import { LIFT_REMEMBERED_DAYS } from "./ip-blocks";

/** Any constant: whoever holds it does the rounds, the others skip them. */
const MAINTENANCE_LOCK = 7_206_141_103;

/** Rolling windows reach 30 days back; a day more is kept for clocks and curiosity. */
const MINUTES_KEPT_DAYS = 32;

/**
 * Makes the log's partitions of the coming days, drops those that retention has outlived (their
 * counts stay in the totals), and removes what has run out: old minute and quarter-hour buckets,
 * expired blocks, reset tokens. Skipped when another process is at it.
 *
 * @returns how many days of log were dropped, or null when it was skipped
 */
export async function runMaintenance(
  sql: postgres.Sql,
  retentionDays: number,
): Promise<number | null> {
  return sql.begin(async (tx) => {
    const locked = await tx<Array<{ ok: boolean }>>`
      select pg_try_advisory_xact_lock(${MAINTENANCE_LOCK}) as ok`;
    if (!locked[0]?.ok) return null;
    await tx`set local statement_timeout = '10min'`;
    // Dropping a partition locks the log: rather try again in an hour than hold requests' rows up.
    await tx`set local lock_timeout = '3s'`;
    await tx`
      select latchkey_ensure_partitions(
        (now() at time zone 'UTC')::date - 1, (now() at time zone 'UTC')::date + 7)`;
    const dropped = await tx<Array<{ days: number }>>`
      select latchkey_drop_partitions(now() - ${retentionDays} * interval '1 day') as days`;
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
    return dropped[0]?.days ?? 0;
  });
}
