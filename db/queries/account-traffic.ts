import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";

export interface TrafficPeaks {
  /** The most requests that passed in one second of the last 24 hours. */
  perSecond: number;
  /** The same for one minute. */
  perMinute: number;
  /** Requests in the last 24 hours that a plan limit turned away. */
  refused: number;
}

/** How close an account's traffic of the last 24 hours came to its plan, from its log. */
export async function findTrafficPeaks(db: Queryable, accountId: string): Promise<TrafficPeaks> {
  const [row] = await db.execute<{ per_second: string; per_minute: string; refused: string }>(sql`
    with seconds as (
      select date_trunc('second', at) as second,
             count(*) filter (where counted) as passed,
             count(*) filter (where code in ('plan_second', 'plan_minute')) as refused
        from request_logs
       where account_id = ${accountId} and at > now() - interval '24 hours'
       group by 1
    ), minutes as (
      select sum(passed) as passed from seconds group by date_trunc('minute', second)
    )
    select coalesce((select max(passed) from seconds), 0) as per_second,
           coalesce((select max(passed) from minutes), 0) as per_minute,
           coalesce((select sum(refused) from seconds), 0) as refused`);
  return {
    perSecond: Number(row?.per_second ?? 0),
    perMinute: Number(row?.per_minute ?? 0),
    refused: Number(row?.refused ?? 0),
  };
}

/** Of an account's traffic, this many rows are looked through for blocked addresses. */
const ROWS_LOOKED_THROUGH = 20_000;

export interface SeenBlock {
  /** An IPv4 address, or an IPv6 network as `2001:db8::/64`. */
  ip: string;
  until: Date;
  failures: number;
  /** When the account's log last names an address in it. */
  lastSeenAt: Date;
}

/**
 * Blocks in force that concern an account: those of addresses that its own recent log names.
 * What other accounts' callers do is not for its eyes.
 */
export async function findBlocksSeenBy(
  db: Queryable,
  accountId: string,
  onlyIp: string | null = null,
): Promise<SeenBlock[]> {
  const rows = await db.execute<{
    ip: string;
    until_ms: string;
    failures: number;
    seen_ms: string;
  }>(sql`
    with recent as (
      select ip, at from request_logs
       where account_id = ${accountId} and at > now() - interval '7 days'
       order by at desc limit ${ROWS_LOOKED_THROUGH}
    ), addresses as (
      select ip, max(at) as seen_at from recent where ip is not null group by ip
    )
    select b.ip, b.failures, extract(epoch from b.until) * 1000 as until_ms,
           extract(epoch from max(a.seen_at)) * 1000 as seen_ms
      from ip_blocks b join addresses a on a.ip <<= b.ip::inet
     where b.until > now() and (${onlyIp}::text is null or b.ip = ${onlyIp})
     group by b.ip, b.failures, b.until
     order by b.until, b.ip`);
  return rows.map((row) => ({
    ip: row.ip,
    until: new Date(Number(row.until_ms)),
    failures: row.failures,
    lastSeenAt: new Date(Number(row.seen_ms)),
  }));
}
