import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { OUTCOME_COLUMNS } from "../schema/traffic-columns";
import { asArray } from "./as-array";
import { ADD_TRAFFIC, QUARTER, TALLIES } from "./count-traffic";
import { limitStatements } from "./requests";

/** One stream of made-up requests with a key. Instants are ISO 8601 texts. */
export interface DemoStream {
  keyId: string;
  from: string;
  to: string;
  perHour: number;
  endpoints: readonly { method: string; path: string; typicalMs: number; free?: boolean }[];
  callers: readonly { ip: string; userAgent: string }[];
  errorsPerMille: number;
  limitedPerMille: number;
  deactivatedAt: string | null;
  expiresAt: string | null;
  /** Since when the key's daily quota is reached; requests since then were rejected. */
  dailyReachedAt: string | null;
  quotaTotal: number | null;
}

export interface DemoHistory {
  accountId: string;
  streams: readonly DemoStream[];
  /** How many rows exactly; where it is left out, as many as the streams come to by themselves. */
  requests?: number | undefined;
  /** From 0 to 1: the same seed makes the same traffic; chance where it is left out. */
  seed?: number | undefined;
}

const TIMEOUT_MS = 10 * 60_000;

/**
 * Makes the log rows of an account's streams, with days, nights and weekends, and derives every
 * counter from those rows, as the writer of real ones does. Run it in a transaction.
 */
export async function insertDemoHistory(tx: Queryable, history: DemoHistory): Promise<void> {
  await limitStatements(tx, TIMEOUT_MS);
  await tx.execute(sql`select set_config('work_mem', '128MB', true)`);
  if (history.seed !== undefined) await tx.execute(sql`select setseed(${history.seed})`);
  await placeStreams(tx, history.streams);
  await makeRequests(tx, history);
  await logRequests(tx, history.accountId);
  await countRequests(tx, history.accountId);
  await analyzeHistory(tx);
}

/** Streams, and what each of them draws from, as tables. */
async function placeStreams(tx: Queryable, streams: readonly DemoStream[]): Promise<void> {
  await tx.execute(sql`
    create temporary table demo_streams on commit drop as
    select t.*, jsonb_array_length(endpoints) as endpoint_count,
      jsonb_array_length(callers) as caller_count
    from rows from (jsonb_to_recordset(${JSON.stringify(streams)}::jsonb) as (
        "keyId" uuid, "from" timestamptz, "to" timestamptz, "perHour" float8,
        endpoints jsonb, callers jsonb, "errorsPerMille" float8, "limitedPerMille" float8,
        "deactivatedAt" timestamptz, "expiresAt" timestamptz, "dailyReachedAt" timestamptz,
        "quotaTotal" bigint)) with ordinality
      as t (key_id, "from", "to", per_hour, endpoints, callers, errors_per_mille,
        limited_per_mille, deactivated_at, expires_at, daily_reached_at, quota_total, stream)`);
  await tx.execute(sql`
    create temporary table demo_endpoints on commit drop as
    select stream, nth - 1 as endpoint, e ->> 'method' as method, e ->> 'path' as path,
      (e ->> 'typicalMs')::float8 as typical_ms, coalesce((e ->> 'free')::boolean, false) as free
    from demo_streams, jsonb_array_elements(endpoints) with ordinality as t (e, nth)`);
  await tx.execute(sql`
    create temporary table demo_callers on commit drop as
    select stream, nth - 1 as caller, (c ->> 'ip')::inet as ip, c ->> 'userAgent' as user_agent
    from demo_streams, jsonb_array_elements(callers) with ordinality as t (c, nth)`);
  await tx.execute(sql`analyze demo_streams, demo_endpoints, demo_callers`);
}

async function makeRequests(
  tx: Queryable,
  { accountId, requests }: Pick<DemoHistory, "accountId" | "requests">,
): Promise<void> {
  await tx.execute(sql`
    create temporary table demo_requests on commit drop as
    with hours as (
      select s.*, greatest(hour, "from") as starts,
        least(hour + interval '1 hour', "to", now()) as ends,
        -- Load is least at 2 and most at 14 o'clock, about half at weekends, and never quite even.
        per_hour
          * (0.3 + 1.4 * power(sin(pi() * (extract(hour from hour at time zone 'UTC') - 2) / 24), 2))
          * case when extract(isodow from hour at time zone 'UTC') > 5 then 0.55 else 1 end
          * (0.7 + 0.6 * random()) as hourly
      from demo_streams s,
        generate_series(date_trunc('hour', "from"), least("to", now()), interval '1 hour') hour
    ), loads as (
      select *, hourly * extract(epoch from ends - starts) / 3600 as load
      from hours where ends > starts
    ), portions as (
      select *, sum(load) over (order by stream, starts) as load_so_far, sum(load) over () as whole
      from loads
    ), sized as (
      -- Where a number is asked for, each hour has what rounding the running sum leaves it.
      select *, coalesce(
          round(${requests ?? null}::float8 * load_so_far / whole)
            - round(${requests ?? null}::float8 * (load_so_far - load) / whole),
          floor(random() + load))::int as requests
      from portions
    ), moments as (
      select z.*, starts + random() * (ends - starts) as at,
        floor(random() * endpoint_count)::int as endpoint,
        floor(random() * caller_count)::int as caller,
        random() * 1000 as luck,
        -- Box and Muller: durations are log-normal around what is typical, and some take far longer.
        exp(0.45 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))
          * case when random() < 0.012 then 3 + 9 * random() else 1 end as slowness,
        random() as crowd
      from sized z, generate_series(1, z.requests)
    ), judged as (
      select m.key_id, m.at, m.luck, m.slowness, m.crowd, m.errors_per_mille, m.quota_total,
        m.stream, m.caller, e.method, e.path, e.typical_ms, e.free,
        case
          when at >= deactivated_at then 'inactive_key'
          when at >= expires_at then 'expired_key'
          when luck < limited_per_mille * 0.7 then 'plan_second'
          when luck < limited_per_mille then 'plan_minute'
          when at >= daily_reached_at and not free then 'quota_daily'
        end as verdict
      from moments m join demo_endpoints e using (stream, endpoint)
    ), counted as (
      select j.*, count(*) filter (where verdict is null and not free)
        over (partition by key_id order by at) as nth
      from judged j
    ), decided as (
      select c.*, coalesce(verdict,
        case when not free and nth > quota_total then 'quota_total' end) as code
      from counted c
    ), answered as (
      select d.*, case
          when code in ('plan_second', 'plan_minute') then 429
          when code is not null then 401
          when luck < 1000 - errors_per_mille then case when method = 'POST' then 201 else 200 end
          when luck < 1000 - errors_per_mille * 0.3 then 404
          when luck < 1000 - errors_per_mille * 0.1 then 422
          else 500
        end as status,
        lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as time_bits,
        gen_random_uuid()::text as random_bits
      from decided d
    )
    select
      -- A UUIDv7 of that moment; see lib/ids.ts. Its random part is no part of what a seed repeats:
      -- two accounts with one seed have rows of their own.
      (left(time_bits, 8) || '-' || right(time_bits, 4) || '-7' || substr(random_bits, 16))::uuid
        as id,
      date_trunc('milliseconds', at) as at, key_id, method, path, status, code,
      round((case when code is null then typical_ms else 0.3 end * slowness)::numeric, 3)::float8
        as duration_ms,
      ip,
      case when code is null and not free and status < 300 then 1 else 0 end as credits,
      code is null and not free as counted,
      user_agent,
      -- Which limits were asked follows from the order of checks; see lib/enforcement/limits.ts.
      case when code is null or code not in ('inactive_key', 'expired_key') then
        format('{"second":[%s,%s],"minute":[%s,%s]',
          case code when 'plan_second' then per_second else floor(crowd * per_second / 4) end,
          per_second,
          case code when 'plan_minute' then per_minute else floor(crowd * per_minute / 3) end,
          per_minute)
        || case when code in ('plan_second', 'plan_minute') or quota_total is null then ''
          else format(',"total":[%s,%s]', least(nth - case when code is null then 1 else 0 end,
            quota_total), quota_total) end
        || '}'
      end as checks
    from answered join demo_callers using (stream, caller)
      cross join (select p.per_second, p.per_minute from accounts a join plans p on p.name = a.plan
        where a.id = ${accountId}::uuid) as plan`);
  await tx.execute(sql`analyze demo_requests`);
}

/** In the order of time, as real ones arrive: indexes grow at their ends. */
async function logRequests(tx: Queryable, accountId: string): Promise<void> {
  await tx.execute(sql`
    select latchkey_ensure_partitions((min(at) at time zone 'UTC')::date,
      (now() at time zone 'UTC')::date)
    from demo_requests having count(*) > 0`);
  await tx.execute(sql`
    insert into request_logs (id, at, account_id, key_id, method, path, status, code, duration_ms,
      ip, credits, counted, user_agent, checks)
    select id, at, ${accountId}::uuid, key_id, method, path, status, code, duration_ms, ip,
      credits, counted, user_agent, checks
    from demo_requests order by at`);
}

async function countRequests(tx: Queryable, accountId: string): Promise<void> {
  await tx.execute(sql`
    insert into usage_minutes (key_id, minute, counted)
    select key_id, date_trunc('minute', at, 'UTC'), count(*)
    from demo_requests where counted group by 1, 2 order by 1, 2`);
  await tx.execute(sql`
    insert into usage_hours (key_id, hour, counted, requests, rejected, credits)
    select key_id, date_trunc('hour', at, 'UTC'), count(*) filter (where counted), count(*),
      count(*) filter (where code is not null), sum(credits)
    from demo_requests group by 1, 2 order by 1, 2`);
  await tx.execute(sql`
    insert into usage_totals (key_id, counted, requests, credits, first_at, last_at)
    select key_id, count(*) filter (where counted), count(*), sum(credits), min(at), max(at)
    from demo_requests group by 1`);
  // All codes of made-up rows are those of rejections.
  await tx.execute(sql`
    with judged as (
      select ${accountId}::uuid as account_id, key_id, ${sql.raw(QUARTER)} as quarter, credits,
        array_position(${asArray(OUTCOME_COLUMNS)}::text[], case
          when code is not null then code
          when status >= 500 then 'server_error'
          when status >= 400 then 'client_error'
          else 'ok' end) - 1 as outcome,
        case when code is null then latchkey_ttfb_bucket(duration_ms) end as ttfb
      from demo_requests
    ), traffic as (
      select account_id, key_id, quarter, ${sql.raw(TALLIES)} from judged
      group by 1, 2, 3 order by 3, 2
    ), ${sql.raw(ADD_TRAFFIC)}
    select`);
}

/** For each rolling window the share of its quota that is to be used. */
export interface QuotaShares {
  keyId: string;
  daily?: number | undefined;
  weekly?: number | undefined;
  monthly?: number | undefined;
}

/** Gives keys the quotas of which about these shares are used now, in round tens; 1 is reached. */
export async function setQuotasByShare(
  tx: Queryable,
  shares: readonly QuotaShares[],
): Promise<void> {
  const quota = (window: "daily" | "weekly" | "monthly") => {
    const used = sql.raw(`s.${window}`);
    const share = sql.raw(`t.${window}`);
    return sql`case
      when ${share} is null then ${sql.raw(`k.quota_${window}`)}
      when ${share} >= 1 then greatest(1, ${used})
      else greatest(10, ceil(${used} / ${share} / 10) * 10) end`;
  };
  await tx.execute(sql`
    update api_keys k
    set quota_daily = ${quota("daily")}, quota_weekly = ${quota("weekly")},
      quota_monthly = ${quota("monthly")}
    from jsonb_to_recordset(${JSON.stringify(shares)}::jsonb) as t (
        "keyId" uuid, daily float8, weekly float8, monthly float8)
      join api_keys of_share on of_share.id = t."keyId"
      cross join lateral latchkey_budget_state(of_share.budget_id, now()) s
    where k.id = t."keyId"`);
}

/** Tells the planner what there is now, rather than when it finds the time. */
async function analyzeHistory(tx: Queryable): Promise<void> {
  await tx.execute(
    sql`analyze request_logs, usage_minutes, usage_hours, usage_totals, key_quarters, key_days,
      category_quarters, category_days, account_quarters, api_keys, quota_budgets`,
  );
}
