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

/** Streams, and what each of them draws from, as tables. */
export async function placeStreams(tx: Queryable, streams: readonly DemoStream[]): Promise<void> {
  await tx.execute(sql`
    create temporary table demo_streams as
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
    create temporary table demo_endpoints as
    select stream, nth - 1 as endpoint, e ->> 'method' as method, e ->> 'path' as path,
      (e ->> 'typicalMs')::float8 as typical_ms, coalesce((e ->> 'free')::boolean, false) as free
    from demo_streams, jsonb_array_elements(endpoints) with ordinality as t (e, nth)`);
  await tx.execute(sql`
    create temporary table demo_callers as
    select stream, nth - 1 as caller, (c ->> 'ip')::inet as ip, c ->> 'userAgent' as user_agent
    from demo_streams, jsonb_array_elements(callers) with ordinality as t (c, nth)`);
  await tx.execute(sql`analyze demo_streams, demo_endpoints, demo_callers`);
}

export async function makeRequests(
  tx: Queryable,
  { accountId, requests }: Pick<DemoHistory, "accountId" | "requests">,
): Promise<void> {
  await tx.execute(sql`
    create temporary table demo_requests as
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
      -- Which limits were asked follows from the order of checks; see lib/enforcement/decision/limits.ts.
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
