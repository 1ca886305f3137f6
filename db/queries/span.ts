import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";

/** How a range is cut: into hours, quarters of a local day, or local days. */
export type BucketSize = "hour" | "quarter_day" | "day";

/** A range up to now, or whole days of a calendar. */
export type RangeAsked =
  { hours: number; size: BucketSize } | { firstDay: string; lastDay: string; size: BucketSize };

/** A range as it lies in time. Moments are ISO 8601 in UTC. */
export interface Span {
  /** The first moment; a bucket begins with it. */
  from: string;
  /** The first moment after it: now, unless it ended before. */
  to: string;
  /** Whether it ends now: no counter then holds anything after it. */
  isUpToNow: boolean;
  /** The first moments of its buckets, empty ones included, oldest first. */
  starts: string[];
  /** The same range, as long before as it is long. */
  previous: { from: string; to: string };
  size: BucketSize;
  /** An IANA time zone that both this process and PostgreSQL know. */
  timeZone: string;
}

/**
 * The beginning of the bucket in which a moment lies. Hours are counted as instants, so that the
 * hour which a change of clocks repeats is two bars; days and their quarters are those of the wall.
 */
export function bucketOf(at: SQL, { size, timeZone, from }: Span): SQL {
  if (size === "hour") return sql`date_bin('1 hour', ${at}, ${from}::timestamptz)`;
  return ofWall(at, size, timeZone);
}

function ofWall(at: SQL, size: BucketSize, timeZone: string): SQL {
  if (size === "hour") return sql`date_trunc('hour', ${at}, ${timeZone}::text)`;
  if (size === "day") return sql`date_trunc('day', ${at}, ${timeZone}::text)`;
  return sql`(date_bin('6 hours', ${at} at time zone ${timeZone}::text, timestamp '2001-01-01')
    at time zone ${timeZone}::text)`;
}

const ISO = sql.raw(`'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`);

/** A moment as a text in ISO 8601, UTC. */
export const iso = (at: SQL): SQL => sql`to_char(${at} at time zone 'UTC', ${ISO})`;

/**
 * Lets no later statement of the transaction start parallel workers. Sums over counters look dear
 * to the planner but take some tens of milliseconds; starting the workers took up to a hundred.
 */
const WITHOUT_WORKERS = sql`set_config('max_parallel_workers_per_gather', '0', true)`;

/**
 * Puts a range in its place in time, in a zone, by the database's clock. Begins a transaction of
 * questions about it, which go without parallel workers.
 */
export async function placeSpan(db: Queryable, asked: RangeAsked, timeZone: string): Promise<Span> {
  const { size } = asked;
  const zone = sql`${timeZone}::text`;
  const from =
    "hours" in asked
      ? // Whole buckets only, so that none looks like a dip.
        ofWall(sql`(now() - make_interval(hours => ${asked.hours}::int))`, size, timeZone)
      : sql`(${asked.firstDay}::date::timestamp at time zone ${zone})`;
  const to =
    "hours" in asked
      ? sql`now()`
      : sql`least(now(), (${asked.lastDay}::date + 1)::timestamp at time zone ${zone})`;
  // By the calendar, so that a week before is the same hour of the wall.
  const length =
    "hours" in asked
      ? sql`make_interval(days => ${asked.hours / 24}::int)`
      : sql`make_interval(days => ${asked.lastDay}::date - ${asked.firstDay}::date + 1)`;
  const earlier = (at: SQL) => sql`((${at} at time zone ${zone} - length) at time zone ${zone})`;
  const starts =
    size === "hour"
      ? sql`select g as at from generate_series(r.from, r.to, interval '1 hour') g`
      : sql`select g at time zone ${zone} as at
            from generate_series(r.from at time zone ${zone}, r.to at time zone ${zone},
              ${size === "day" ? "1 day" : "6 hours"}::interval) g`;
  const [row] = await db.execute<{
    from: string;
    to: string;
    is_up_to_now: boolean;
    before_from: string;
    before_to: string;
    starts: string[];
  }>(sql`
    select ${WITHOUT_WORKERS}, ${iso(sql`r.from`)} as "from", ${iso(sql`r.to`)} as "to",
      r.to >= now() as is_up_to_now,
      ${iso(earlier(sql`r.from`))} as before_from, ${iso(earlier(sql`r.to`))} as before_to,
      array(select ${iso(sql`s.at`)} from (${starts}) s where s.at < r.to order by s.at) as starts
    from (select ${from} as "from", ${to} as "to", ${length} as length) r`);
  return {
    from: row!.from,
    to: row!.to,
    isUpToNow: row!.is_up_to_now,
    starts: row!.starts,
    previous: { from: row!.before_from, to: row!.before_to },
    size,
    timeZone,
  };
}
