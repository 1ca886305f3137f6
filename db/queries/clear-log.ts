import type postgres from "postgres";

/** Rows that one statement changes: some hundredths of a second. */
const ROWS_AT_ONCE = 5_000;

/**
 * Takes what is personal (address and user agent) out of the log rows of a deleted account. Rows themselves stay, for
 * the operator's sums.
 * @param budgetMs how long it may take; what is left then is done by the rounds of maintenance
 * @returns whether it came to the end
 */
export async function clearLog(
  sql: postgres.Sql,
  accountId: string,
  budgetMs = Infinity,
  rowsAtOnce = ROWS_AT_ONCE,
): Promise<boolean> {
  const endsAt = performance.now() + budgetMs;
  let from = "-infinity";
  do {
    const [until] = await sql<Array<{ at: string }>>`
      select at::text as at from request_logs where account_id = ${accountId}
        and at > ${from}::text::timestamptz
      order by at limit 1 offset ${rowsAtOnce - 1}`;
    const to = until?.at ?? "infinity";
    await sql`
      update request_logs set ip = null, user_agent = null
      where account_id = ${accountId} and at > ${from}::text::timestamptz
        and at <= ${to}::text::timestamptz and (ip is not null or user_agent is not null)`;
    if (until === undefined) {
      await sql`update accounts set log_cleared_at = now() where id = ${accountId}`;
      return true;
    }
    from = until.at;
  } while (performance.now() < endsAt);
  return false;
}

/**
 * Clears the logs of accounts that were deleted: those whose deletion did not come to the end of them, and all once
 * more after an hour, as an instance may have had rows that were not written yet.
 */
export async function clearLogsOfDeleted(sql: postgres.Sql): Promise<void> {
  const left = await sql<Array<{ id: string }>>`
    select id from accounts where deleted_at is not null and (log_cleared_at is null
      or (deleted_at < now() - interval '1 hour' and log_cleared_at < deleted_at + interval '1 hour'))`;
  for (const { id } of left) await clearLog(sql, id);
}
