import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";

/** How a range is cut: into hours, quarters of a local day, or local days. */
export type BucketSize = "hour" | "quarter_day" | "day";

export interface UsageSpan {
  /** How far back the range reaches; hours. */
  hours: number;
  size: BucketSize;
  /** An IANA time zone that both this process and PostgreSQL know. */
  timeZone: string;
}

/**
 * The beginning of the bucket in which a moment lies. Hours are counted as instants, so that the
 * hour which a change of clocks repeats is two bars; days and their quarters are those of the wall.
 */
function bucketOf(at: SQL, { size, timeZone }: UsageSpan): SQL {
  if (size === "hour") return sql`date_trunc('hour', ${at}, ${timeZone}::text)`;
  if (size === "day") return sql`date_trunc('day', ${at}, ${timeZone}::text)`;
  return sql`(date_bin('6 hours', ${at} at time zone ${timeZone}::text, timestamp '2001-01-01')
    at time zone ${timeZone}::text)`;
}

/** The bucket's first moment in the range: whole buckets only, so that none looks like a dip. */
const beginning = (span: UsageSpan): SQL =>
  bucketOf(sql`(now() - make_interval(hours => ${span.hours}::int))`, span);

const ISO = sql.raw(`'YYYY-MM-DD"T"HH24:MI:SS"Z"'`);
const iso = (at: SQL): SQL => sql`to_char(${at} at time zone 'UTC', ${ISO})`;

/** The first moments of all buckets of a range, empty ones included, oldest first. */
export async function listBuckets(db: Queryable, span: UsageSpan): Promise<string[]> {
  const { size, timeZone } = span;
  const from = beginning(span);
  const starts =
    size === "hour"
      ? sql`select g as at from generate_series(${from}, now(), interval '1 hour') g`
      : sql`select g at time zone ${timeZone}::text as at
            from generate_series(${from} at time zone ${timeZone}::text,
              now() at time zone ${timeZone}::text,
              ${size === "day" ? "1 day" : "6 hours"}::interval) g`;
  const rows = await db.execute<{ start: string }>(
    sql`select ${iso(sql`at`)} as start from (${starts}) s order by at`,
  );
  return rows.map((row) => row.start);
}

export interface OutcomeRow extends Record<string, unknown> {
  /** Set in rows that count a bucket. */
  start: string | null;
  /** Set in rows that count a key. */
  key_id: string | null;
  /** Null where the request was admitted. */
  code: string | null;
  status_class: number;
  requests: number;
  credits: number;
}

/**
 * An account's requests by bucket and by key, each by outcome, in one pass over its log.
 * @param rejections the codes of rejected requests; others are those of admitted ones
 */
export async function countOutcomes(
  db: Queryable,
  accountId: string,
  span: UsageSpan,
  rejections: readonly string[],
): Promise<OutcomeRow[]> {
  // The bucket is computed once, innermost: PostgreSQL would not see that two expressions with
  // parameters in them are the same. The plain grouping around it is one that workers can share;
  // the grouping sets then only add up its few rows.
  return db.execute<OutcomeRow>(sql`
    select ${iso(sql`bucket`)} as start, key_id, code, status_class,
      sum(requests)::float8 as requests, sum(credits)::float8 as credits
    from (
      select bucket, key_id, code, status_class, count(*) as requests, sum(credits) as credits
      from (
        select ${bucketOf(sql`r.at`, span)} as bucket, r.key_id,
          case when r.code = any(${`{${rejections.join(",")}}`}::text[]) then r.code end as code,
          r.status / 100 as status_class, r.credits
        from request_logs r
        where r.account_id = ${accountId} and r.at >= ${beginning(span)} and r.at <= now()
      ) r
      group by bucket, key_id, code, status_class
    ) r
    group by grouping sets ((bucket, code, status_class), (key_id, code, status_class))`);
}

export interface LatencyRow extends Record<string, unknown> {
  /** Null in the row that sums up all of the range. */
  start: string | null;
  requests: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** Exact percentiles of the time to first byte of admitted requests, by bucket and in all. */
export async function measureLatency(
  db: Queryable,
  accountId: string,
  span: UsageSpan,
  rejections: readonly string[],
): Promise<LatencyRow[]> {
  return db.execute<LatencyRow>(sql`
    select ${iso(sql`bucket`)} as start, count(*)::float8 as requests,
      percentile_disc(0.5) within group (order by duration_ms) as p50,
      percentile_disc(0.95) within group (order by duration_ms) as p95,
      percentile_disc(0.99) within group (order by duration_ms) as p99
    from (
      select ${bucketOf(sql`r.at`, span)} as bucket, r.duration_ms
      from request_logs r
      where r.account_id = ${accountId} and r.at >= ${beginning(span)} and r.at <= now()
        and (r.code is null or r.code <> all(${`{${rejections.join(",")}}`}::text[]))
    ) r
    group by grouping sets ((bucket), ())`);
}

export interface WindowCountRow extends Record<string, unknown> {
  key: string;
  alias: string;
  window: "total" | "daily" | "weekly" | "monthly";
  counter: number;
  log: number;
}

/**
 * What the counters say of each key's windows, beside what counting log rows says, from one
 * snapshot. Both take the minute-aligned windows of latchkey_window_used, key by key; the log's
 * total includes what retention has dropped.
 */
export async function compareCounters(
  db: Queryable,
  accountId: string | null,
): Promise<WindowCountRow[]> {
  const ofAccount = accountId === null ? sql`true` : sql`k.account_id = ${accountId}`;
  return db.execute<WindowCountRow>(sql`
    with windows (name, ord, width) as (
      values ('daily', 2, interval '24 hours'), ('weekly', 3, interval '168 hours'),
        ('monthly', 4, interval '720 hours')
    ), edges as (
      select name, ord, date_trunc('minute', now() - width, 'UTC') as minute_from,
        date_trunc('hour', now() - width, 'UTC') + interval '1 hour' as hour_from
      from windows
    ), keys as (
      select k.id, k.account_id, k.alias from api_keys k where ${ofAccount}
    ), rows as (
      select r.key_id, count(*) as total,
        count(*) filter (where r.at >= (select minute_from from edges where name = 'daily')) as daily,
        count(*) filter (where r.at >= (select minute_from from edges where name = 'weekly')) as weekly,
        count(*) filter (where r.at >= (select minute_from from edges where name = 'monthly')) as monthly
      from request_logs r join keys k on k.id = r.key_id
      where r.counted group by r.key_id
    )
    select k.id as key, k.alias, w.name as window, w.counter::float8 as counter, w.log::float8 as log
    from keys k
      left join usage_totals u on u.key_id = k.id
      left join rows r on r.key_id = k.id
      cross join lateral (
        select 'total' as name, 1 as ord, coalesce(u.counted, 0) as counter,
          coalesce(r.total, 0) + coalesce(u.archived, 0) as log
        union all
        select e.name, e.ord,
          coalesce((select sum(m.counted) from usage_minutes m where m.key_id = k.id
                     and m.minute >= e.minute_from and m.minute < e.hour_from), 0)
          + coalesce((select sum(h.counted) from usage_hours h where h.key_id = k.id
                       and h.hour >= e.hour_from), 0),
          coalesce(case e.name when 'daily' then r.daily when 'weekly' then r.weekly
            else r.monthly end, 0)
        from edges e
      ) w
    order by k.account_id, lower(k.alias), k.id, w.ord`);
}
