import { sql } from "drizzle-orm";
import { quotaCode, ROLLING_NAMES, type RollingName } from "@/lib/quota-windows";
import type { Queryable } from "../queryable";
import { OUTCOME_COLUMNS } from "../schema/traffic-columns";
import { asArray } from "./as-array";
import { ADD_TRAFFIC, QUARTER, TALLIES } from "./count-traffic";
import { type DemoHistory, makeRequests, placeStreams } from "./demo-rows";
import { limitStatements } from "./requests";

const TIMEOUT_MS = 10 * 60_000;

/** Runs one step in a transaction; all of them on one connection, which keeps the temporary tables. */
export type RunStep = <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>;

/**
 * Makes the log rows of an account's streams, with days, nights and weekends, and derives every
 * counter from those rows, as the writer of real ones does.
 *
 * @param step in which each piece is written: beside a running server in a transaction of its own, since all who
 *   write wait for one that holds what they need
 */
export async function insertDemoHistory(step: RunStep, history: DemoHistory): Promise<void> {
  const { rows, days } = await step((tx) => makeUp(tx, history));
  await ensureDays(step, days);
  await inPieces(rows, (from, to) =>
    step((tx) => writeDemoRequests(tx, history.accountId, from, to)),
  );
  await step((tx) => dropMadeUp(tx));
  await analyzeHistory(step);
}

/** Makes everything up in tables that nobody else sees. */
async function makeUp(
  tx: Queryable,
  history: DemoHistory,
): Promise<{ rows: number; days: string[] }> {
  await limitStatements(tx, TIMEOUT_MS);
  await tx.execute(sql`select set_config('work_mem', '128MB', true)`);
  if (history.seed !== undefined) await tx.execute(sql`select setseed(${history.seed})`);
  await dropMadeUp(tx);
  await placeStreams(tx, history.streams);
  await makeRequests(tx, history);
  // In the order of time, as real ones arrive: indexes grow at their ends.
  await tx.execute(sql`
    create temporary table demo_rows as
    select row_number() over (order by at) as nth, * from demo_requests`);
  await tx.execute(sql`create unique index on demo_rows (nth)`);
  await tx.execute(sql`analyze demo_rows`);
  const [made] = await tx.execute<{ rows: number; days: string[] | null }>(sql`
    select count(*)::int as rows,
      array_agg(distinct to_char(at at time zone 'UTC', 'YYYY-MM-DD')) as days
    from demo_rows`);
  return { rows: made!.rows, days: made!.days ?? [] };
}

const MADE_UP = ["demo_streams", "demo_endpoints", "demo_callers", "demo_requests", "demo_rows"];

async function dropMadeUp(tx: Queryable): Promise<void> {
  for (const name of MADE_UP) await tx.execute(sql.raw(`drop table if exists pg_temp.${name}`));
}

/** How long a piece is to take: others wait for it where they need the same. */
const PIECE_MS = 150;
const FIRST_PIECE_ROWS = 1_000;
const LEAST_PIECE_ROWS = 100;
const MOST_PIECE_ROWS = 20_000;

/** Runs over rows 1 to `rows`, in pieces as large as this machine does in time. */
async function inPieces(
  rows: number,
  write: (from: number, to: number) => Promise<void>,
): Promise<void> {
  let size = FIRST_PIECE_ROWS;
  for (let from = 1; from <= rows;) {
    const to = Math.min(rows, from + size - 1);
    const beganMs = performance.now();
    await write(from, to);
    const factor = PIECE_MS / Math.max(1, performance.now() - beganMs);
    size = Math.round(size * Math.min(2, Math.max(0.25, factor)));
    size = Math.min(MOST_PIECE_ROWS, Math.max(LEAST_PIECE_ROWS, size));
    from = to + 1;
  }
}

/** To make a partition is to lock the log: those who search it wait, and so it is tried for a moment only. */
const LOCK_MS = 250;
const PAUSE_MS = 100;
const MOST_TRIES = 100;
const LOCK_NOT_AVAILABLE = "55P03";

async function ensureDays(step: RunStep, days: readonly string[]): Promise<void> {
  const missing = await step(async (tx) => {
    const rows = await tx.execute<{ day: string }>(sql`
      select day from unnest(${asArray([...days])}::text[]) as day
      where to_regclass('request_logs_' || replace(day, '-', '')) is null
        and (select pg_has_role(relowner, 'usage') from pg_class
          where oid = 'request_logs'::regclass)
      order by 1`);
    return rows.map(({ day }) => day);
  });
  for (const day of missing) await ensureDay(step, day);
}

async function ensureDay(step: RunStep, day: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      // A transaction within one, where all steps are in one: what fails here is not to end that.
      await step((tx) =>
        tx.transaction(async (inner) => {
          await inner.execute(sql`select set_config('lock_timeout', ${String(LOCK_MS)}, true)`);
          await inner.execute(sql`select latchkey_ensure_partitions(${day}::date, ${day}::date)`);
          await inner.execute(sql`select set_config('lock_timeout', '0', true)`);
        }),
      );
      return;
    } catch (error) {
      const { code } = ((error as Error).cause ?? error) as { code?: string };
      if (code !== LOCK_NOT_AVAILABLE || tries === MOST_TRIES) throw error;
      await new Promise((resume) => setTimeout(resume, PAUSE_MS));
    }
  }
}

/**
 * Writes some of the rows and counts them, in the order of locks that everybody has: see copyIn in copy-requests.ts. All codes of made-up rows are those of rejections.
 */
async function writeDemoRequests(
  tx: Queryable,
  accountId: string,
  from: number,
  to: number,
): Promise<void> {
  await limitStatements(tx, TIMEOUT_MS);
  await tx.execute(sql`
    with fresh as (
      select *, ${accountId}::uuid as account_id,
        array_position(${asArray(OUTCOME_COLUMNS)}::text[], case
          when code is not null then code
          when status >= 500 then 'server_error'
          when status >= 400 then 'client_error'
          else 'ok' end) - 1 as outcome,
        case when code is null then latchkey_ttfb_bucket(duration_ms) end as ttfb
      from demo_rows where nth between ${from} and ${to}
    ), inserted as (
      insert into request_logs (id, at, account_id, key_id, method, path, status, code,
        duration_ms, ip, credits, counted, user_agent, checks)
      select id, at, account_id, key_id, method, path, status, code, duration_ms, ip, credits,
        counted, user_agent, checks
      from fresh order by nth
    ), minutes as (
      insert into usage_minutes as u (key_id, minute, counted)
      select key_id, date_trunc('minute', at, 'UTC'), count(*)
      from fresh where counted group by 1, 2 order by 1, 2
      on conflict (key_id, minute) do update set counted = u.counted + excluded.counted
    ), hours as (
      insert into usage_hours as u (key_id, hour, counted, requests, rejected, credits)
      select key_id, date_trunc('hour', at, 'UTC'), count(*) filter (where counted), count(*),
        count(*) filter (where code is not null), sum(credits)
      from fresh group by 1, 2 order by 1, 2
      on conflict (key_id, hour) do update set
        counted = u.counted + excluded.counted, requests = u.requests + excluded.requests,
        rejected = u.rejected + excluded.rejected, credits = u.credits + excluded.credits
    ), traffic as (
      select account_id, key_id, ${sql.raw(QUARTER)} as quarter, ${sql.raw(TALLIES)}
      from fresh group by 1, 2, 3
    ), ${sql.raw(ADD_TRAFFIC)}, totals as (
      insert into usage_totals as u (key_id, counted, requests, credits, first_at, last_at)
      select key_id, count(*) filter (where counted), count(*), sum(credits), min(at), max(at)
      from fresh group by 1 order by 1
      on conflict (key_id) do update set
        counted = u.counted + excluded.counted, requests = u.requests + excluded.requests,
        credits = u.credits + excluded.credits,
        first_at = least(u.first_at, excluded.first_at),
        last_at = greatest(u.last_at, excluded.last_at)
    )
    select`);
}

/** For each rolling window the share of its quota that is to be used. */
export interface QuotaShares extends Partial<Record<RollingName, number | undefined>> {
  keyId: string;
}

/** Gives keys the quotas of which about these shares are used now, in round tens; 1 is reached. */
export async function setQuotasByShare(
  tx: Queryable,
  shares: readonly QuotaShares[],
): Promise<void> {
  const quota = (window: RollingName) => {
    const used = sql.raw(`s.${window}`);
    const share = sql.raw(`t.${window}`);
    const column = quotaCode(window);
    return sql`${sql.raw(column)} = case
      when ${share} is null then ${sql.raw(`k.${column}`)}
      when ${share} >= 1 then greatest(1, ${used})
      else greatest(10, ceil(${used} / ${share} / 10) * 10) end`;
  };
  await tx.execute(sql`
    update api_keys k
    set ${sql.join(ROLLING_NAMES.map(quota), sql`, `)}
    from jsonb_to_recordset(${JSON.stringify(shares)}::jsonb) as t (
        "keyId" uuid, ${sql.raw(ROLLING_NAMES.map((name) => `${name} float8`).join(", "))})
      join api_keys of_share on of_share.id = t."keyId"
      cross join lateral latchkey_budget_state(of_share.budget_id, now()) s
    where k.id = t."keyId"`);
}

const FILLED = [
  ...["request_logs", "usage_minutes", "usage_hours", "usage_totals", "key_quarters", "key_days"],
  ...["category_quarters", "category_days", "account_quarters", "api_keys", "quota_budgets"],
];

/** Tells the planner what there is now, rather than when it finds the time. */
async function analyzeHistory(step: RunStep): Promise<void> {
  for (const name of FILLED) {
    await step(async (tx) => {
      await limitStatements(tx, TIMEOUT_MS);
      await tx.execute(sql.raw(`analyze ${name}`));
    });
  }
}
