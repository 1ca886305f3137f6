import type postgres from "postgres";
import { ADD_TRAFFIC, QUARTER, TALLIES } from "./count-traffic";

/** The columns of a batch, one array each; instants in Unix milliseconds. */
export interface RequestColumns {
  id: string[];
  atMs: number[];
  accountId: string[];
  keyId: string[];
  method: string[];
  path: string[];
  status: number[];
  code: (string | null)[];
  durationMs: number[];
  ip: (string | null)[];
  credits: number[];
  /** 0 or 1, like the two after it: postgres.js takes arrays of booleans for a boolean. */
  counted: number[];
  leased: number[];
  rejected: number[];
  userAgent: (string | null)[];
  checks: (string | null)[];
  /** Place of the outcome in OUTCOME_COLUMNS. */
  outcome: number[];
  /** Bucket of the time to first byte; null where the request was rejected. */
  ttfb: (number | null)[];
}

/**
 * Writes log rows, counts them in the usage buckets and settles the leases that they spent: one
 * statement, one transaction. Rows that are there already change nothing, so a batch may be
 * written again after a crash. Rows are locked in the order of their keys, so that instances
 * which flush the same keys wait for each other rather than deadlock.
 *
 * @param runId the run that has answered what these rows tell of
 * @returns how many rows were new
 */
export async function writeRequests(
  sql: postgres.Sql,
  instanceId: string,
  c: RequestColumns,
  runId: string | null = null,
): Promise<number> {
  const rows = await sql<Array<{ inserted: number }>>`
    with input as (
      select id, to_timestamp(at_ms / 1000.0) as at, account_id, key_id, method, path, status,
        code, duration_ms, ip, credits, counted = 1 as counted, leased = 1 as leased,
        rejected = 1 as rejected, user_agent, checks, outcome, ttfb
      from unnest(
        ${c.id}::uuid[], ${c.atMs}::float8[], ${c.accountId}::uuid[], ${c.keyId}::uuid[],
        ${c.method}::text[], ${c.path}::text[], ${c.status}::smallint[], ${c.code}::text[],
        ${c.durationMs}::float8[], ${c.ip}::inet[], ${c.credits}::int[], ${c.counted}::int[],
        ${c.leased}::int[], ${c.rejected}::int[], ${c.userAgent}::text[],
        ${c.checks}::text[], ${c.outcome}::int[], ${c.ttfb}::int[]
      ) as t (id, at_ms, account_id, key_id, method, path, status, code, duration_ms, ip,
        credits, counted, leased, rejected, user_agent, checks, outcome, ttfb)
    ), inserted as (
      insert into request_logs (id, at, account_id, key_id, method, path, status, code,
        duration_ms, ip, credits, counted, user_agent, checks, leased)
      select id, at, account_id, key_id, method, path, status, code, duration_ms, ip, credits,
        counted, user_agent, checks, leased
      from input
      on conflict do nothing
      returning id
    ), fresh as (
      select input.* from input join inserted using (id)
    ), settled as (
      -- PostgreSQL does the last of these first: a grant of the same lease waits for this alone.
      update leases l set amount = greatest(0, l.amount - s.spent)
      from (select key_id, count(*) as spent from fresh where leased group by 1 order by 1) s
      where l.key_id = s.key_id and l.instance_id = ${instanceId}
    ), counted as (
      update runs set written = written + (select count(*) from fresh) where id = ${runId}
    ), minutes as (
      insert into usage_minutes as u (key_id, minute, counted)
      select key_id, date_trunc('minute', at, 'UTC'), count(*)
      from fresh where counted group by 1, 2 order by 1, 2
      on conflict (key_id, minute) do update set counted = u.counted + excluded.counted
    ), hours as (
      insert into usage_hours as u (key_id, hour, counted, requests, rejected, credits)
      select key_id, date_trunc('hour', at, 'UTC'), count(*) filter (where counted), count(*),
        count(*) filter (where rejected), sum(credits)
      from fresh group by 1, 2 order by 1, 2
      on conflict (key_id, hour) do update set
        counted = u.counted + excluded.counted, requests = u.requests + excluded.requests,
        rejected = u.rejected + excluded.rejected, credits = u.credits + excluded.credits
    ), traffic as (
      select account_id, key_id, ${sql.unsafe(QUARTER)} as quarter, ${sql.unsafe(TALLIES)}
      from fresh group by 1, 2, 3
    ), ${sql.unsafe(ADD_TRAFFIC)}, totals as (
      insert into usage_totals as u (key_id, counted, requests, credits, first_at, last_at)
      select key_id, count(*) filter (where counted), count(*), sum(credits), min(at), max(at)
      from fresh group by 1 order by 1
      on conflict (key_id) do update set
        counted = u.counted + excluded.counted, requests = u.requests + excluded.requests,
        credits = u.credits + excluded.credits,
        first_at = least(u.first_at, excluded.first_at),
        last_at = greatest(u.last_at, excluded.last_at)
    )
    select count(*)::int as inserted from inserted`;
  return rows[0]?.inserted ?? 0;
}
