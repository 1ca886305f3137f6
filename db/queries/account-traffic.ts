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

/** What one key of an account has to do with a blocked address. */
export interface BlockEvidence {
  keyId: string;
  alias: string;
  /** Requests with the key from there, as far as the log was looked through. */
  requests: number;
  /** Of these, refused because of the block. */
  refused: number;
  lastAt: Date;
  /** Method and path of the last one. */
  lastEndpoint: string;
}

export interface SeenBlock {
  /** An IPv4 address, or an IPv6 network as `2001:db8::/64`. */
  ip: string;
  /** When the failure came that was one too many. */
  since: Date;
  until: Date;
  failures: number;
  /** When the account's log last names an address in it. */
  lastSeenAt: Date;
  /** By key, the one used last coming first. */
  evidence: BlockEvidence[];
}

/**
 * Blocks in force that concern an account: those of addresses that its own recent log names, and
 * what they did with its keys. What other accounts' callers do is not for its eyes.
 */
export async function findBlocksSeenBy(
  db: Queryable,
  accountId: string,
  onlyIp: string | null = null,
): Promise<SeenBlock[]> {
  const rows = await db.execute<{
    ip: string;
    since_ms: string;
    until_ms: string;
    failures: number;
    key_id: string;
    alias: string;
    requests: string;
    refused: string;
    last_ms: string;
    last_endpoint: string;
  }>(sql`
    with recent as (
      select ip, at, key_id, method, path, code from request_logs
       where account_id = ${accountId} and at > now() - interval '7 days'
       order by at desc limit ${ROWS_LOOKED_THROUGH}
    )
    select b.ip, b.failures, k.id as key_id, k.alias,
           extract(epoch from b.created_at) * 1000 as since_ms,
           extract(epoch from b.until) * 1000 as until_ms,
           count(*) as requests, count(*) filter (where r.code = 'ip_blocked') as refused,
           extract(epoch from max(r.at)) * 1000 as last_ms,
           (array_agg(r.method || ' ' || r.path order by r.at desc))[1] as last_endpoint
      from ip_blocks b
      join recent r on r.ip <<= b.ip::inet
      join api_keys k on k.id = r.key_id
     where b.until > now() and (${onlyIp}::text is null or b.ip = ${onlyIp})
     group by b.ip, b.failures, b.created_at, b.until, k.id, k.alias
     order by b.until, b.ip, last_ms desc`);
  const blocks = new Map<string, SeenBlock>();
  for (const row of rows) {
    const lastAt = new Date(Number(row.last_ms));
    const block = blocks.get(row.ip) ?? {
      ip: row.ip,
      since: new Date(Number(row.since_ms)),
      until: new Date(Number(row.until_ms)),
      failures: row.failures,
      lastSeenAt: lastAt,
      evidence: [],
    };
    blocks.set(row.ip, block);
    block.evidence.push({
      keyId: row.key_id,
      alias: row.alias,
      requests: Number(row.requests),
      refused: Number(row.refused),
      lastAt,
      lastEndpoint: row.last_endpoint,
    });
  }
  return [...blocks.values()];
}
