import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";

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
  quotaTotal: number | null;
}

/**
 * Makes the log rows of an account's streams, with days, nights and weekends, and derives every
 * counter from those rows, as the writer of real ones does. Run it in a transaction.
 */
export async function insertDemoHistory(
  tx: Queryable,
  accountId: string,
  streams: readonly DemoStream[],
): Promise<void> {
  await tx.execute(sql`select latchkey_ensure_partitions(
    (now() at time zone 'UTC')::date - 31, (now() at time zone 'UTC')::date)`);
  await tx.execute(sql`
    create temporary table demo_requests on commit drop as
    with streams as (
      select * from jsonb_to_recordset(${JSON.stringify(streams)}::jsonb) as t (
        "keyId" uuid, "from" timestamptz, "to" timestamptz, "perHour" float8,
        endpoints jsonb, callers jsonb, "errorsPerMille" float8, "limitedPerMille" float8,
        "deactivatedAt" timestamptz, "expiresAt" timestamptz, "quotaTotal" bigint)
    ), hours as (
      -- Load is least at 2 and most at 14 o'clock, about half at weekends, and never quite even.
      select s.*, hour, floor(random() + s."perHour"
          * (0.3 + 1.4 * power(sin(pi() * (extract(hour from hour at time zone 'UTC') - 2) / 24), 2))
          * case when extract(isodow from hour at time zone 'UTC') > 5 then 0.55 else 1 end
          * (0.7 + 0.6 * random()))::int as requests
      from streams s, generate_series(date_trunc('hour', s."from"), s."to", interval '1 hour') hour
    ), moments as (
      select h.*, hour + random() * interval '1 hour' as at,
        endpoints -> floor(random() * jsonb_array_length(endpoints))::int as endpoint,
        callers -> floor(random() * jsonb_array_length(callers))::int as caller,
        random() * 1000 as luck,
        -- Box and Muller: durations are log-normal around what is typical.
        exp(0.45 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) as slowness
      from hours h, generate_series(1, h.requests)
    ), judged as (
      select m.*, coalesce((endpoint ->> 'free')::boolean, false) as free,
        case
          when at >= "deactivatedAt" then 'inactive_key'
          when at >= "expiresAt" then 'expired_key'
          when luck < "limitedPerMille" then 'plan_second'
        end as verdict
      from moments m
      where at >= "from" and at < least("to", now())
    ), counted as (
      select j.*, count(*) filter (where verdict is null and not free)
        over (partition by "keyId" order by at) as nth
      from judged j
    ), decided as (
      select c.*, coalesce(verdict,
        case when not free and nth > "quotaTotal" then 'quota_total' end) as code
      from counted c
    ), answered as (
      select d.*, case
          when code = 'plan_second' then 429
          when code is not null then 401
          when free or luck < 1000 - "errorsPerMille" then
            case when endpoint ->> 'method' = 'POST' then 201 else 200 end
          when luck < 1000 - "errorsPerMille" * 0.3 then 404
          when luck < 1000 - "errorsPerMille" * 0.1 then 422
          else 500
        end as status
      from decided d
    )
    select
      -- A UUIDv7 of that moment; see lib/ids.ts.
      (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')
        || '7' || substr(md5(random()::text), 1, 3)
        || substr('89ab', 1 + floor(random() * 4)::int, 1) || substr(md5(random()::text), 1, 15)
      )::uuid as id,
      date_trunc('milliseconds', at) as at, "keyId" as key_id,
      endpoint ->> 'method' as method, endpoint ->> 'path' as path, status, code,
      round((case when code is null then (endpoint ->> 'typicalMs')::float8 else 0.3 end
        * slowness)::numeric, 3)::float8 as duration_ms,
      (caller ->> 'ip')::inet as ip,
      case when code is null and not free and status < 300 then 1 else 0 end as credits,
      code is null and not free as counted,
      caller ->> 'userAgent' as user_agent,
      case code
        when 'quota_total' then format('{"total":[%s,%s]}', "quotaTotal", "quotaTotal")
      end as checks
    from answered`);
  await tx.execute(sql`
    insert into request_logs (id, at, account_id, key_id, method, path, status, code, duration_ms,
      ip, credits, counted, user_agent, checks)
    select id, at, ${accountId}::uuid, key_id, method, path, status, code, duration_ms, ip,
      credits, counted, user_agent, checks
    from demo_requests`);
  await tx.execute(sql`
    insert into usage_minutes (key_id, minute, counted)
    select key_id, date_trunc('minute', at, 'UTC'), count(*)
    from demo_requests where counted group by 1, 2`);
  await tx.execute(sql`
    insert into usage_hours (key_id, hour, counted, requests, rejected, credits)
    select key_id, date_trunc('hour', at, 'UTC'), count(*) filter (where counted), count(*),
      count(*) filter (where code is not null), sum(credits)
    from demo_requests group by 1, 2`);
  await tx.execute(sql`
    insert into usage_totals (key_id, counted, requests, credits, first_at, last_at)
    select key_id, count(*) filter (where counted), count(*), sum(credits), min(at), max(at)
    from demo_requests group by 1`);
}

/** Gives a key the daily quota of which about this share is used now, in round tens. */
export async function setDailyQuotaByShare(
  tx: Queryable,
  keyId: string,
  share: number,
): Promise<void> {
  await tx.execute(sql`
    update api_keys k
    set quota_daily = greatest(10, ceil(s.daily / ${share}::float8 / 10) * 10)
    from latchkey_budget_state(
      (select budget_id from api_keys where id = ${keyId}::uuid), now()) s
    where k.id = ${keyId}::uuid`);
}
