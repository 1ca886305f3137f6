import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { mayBeLifted } from "./ip-blocks";

export interface TrafficPeaks {
  /** The most requests that passed in one second of the last 24 hours. */
  perSecond: number;
  /** The same for one minute. */
  perMinute: number;
  /** Requests in the last 24 hours that a plan limit turned away. */
  refused: number;
}

/** Cuts time by counting, which costs a fraction of what date_trunc does with its time zones. */
const cut = (size: "second" | "minute", at: string) =>
  sql.raw(`date_bin('1 ${size}', ${at}, timestamptz '2000-01-01 00:00:00+00')`);

/** How close an account's traffic of the last 24 hours came to its plan, from its log. */
export async function findTrafficPeaks(db: Queryable, accountId: string): Promise<TrafficPeaks> {
  const [row] = await db.execute<{ per_second: string; per_minute: string; refused: string }>(sql`
    with seconds as materialized (
      select ${cut("second", "at")} as second, count(*)::int as passed
        from request_logs
       where account_id = ${accountId} and at > now() - interval '24 hours' and counted
       group by 1
    ), minutes as (
      select sum(passed) as passed, max(passed) as busiest
        from seconds group by ${cut("minute", "second")}
    )
    select coalesce(max(busiest), 0) as per_second, coalesce(max(passed), 0) as per_minute,
           -- The status makes it a matter of the index of errors alone.
           (select count(*) from request_logs
             where account_id = ${accountId} and at > now() - interval '24 hours'
               and status >= 400 and code in ('plan_second', 'plan_minute')) as refused
      from minutes`);
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
  /** Of these, in the last hour. */
  refusedInHour: number;
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
  /** Whether an account may lift it. No: one did before, and the next time is the operator's. */
  mayLift: boolean;
  /** When the account's log last names an address in it. */
  lastSeenAt: Date;
  /** By key, the one used last coming first. */
  evidence: BlockEvidence[];
}

/**
 * Blocks in force that concern an account: those of addresses from which its keys were used lately, and
 * what they did with its keys. What other accounts' callers do is not for its eyes. That a key was sent
 * while its address was blocked is no sign that the address is one of the account's callers: anybody
 * could have done that to have the block lifted.
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
    may_lift: boolean;
    key_id: string;
    alias: string;
    requests: string;
    refused: string;
    refused_in_hour: string;
    last_ms: string;
    last_endpoint: string;
  }>(sql`
    with recent as (
      select ip, at, key_id, method, path, code from request_logs
       where account_id = ${accountId} and at > now() - interval '7 days'
         -- As a rule nobody is blocked, and then the log need not be looked through.
         and exists (select 1 from ip_blocks where until > now())
       order by at desc limit ${ROWS_LOOKED_THROUGH}
    )
    select b.ip, b.failures, b.may_lift, k.id as key_id, k.alias,
           extract(epoch from b.created_at) * 1000 as since_ms,
           extract(epoch from b.until) * 1000 as until_ms,
           count(*) as requests, count(*) filter (where r.code = 'ip_blocked') as refused,
           count(*) filter (where r.code = 'ip_blocked' and r.at >= now() - interval '1 hour')
             as refused_in_hour,
           extract(epoch from max(r.at)) * 1000 as last_ms,
           (array_agg(r.method || ' ' || r.path order by r.at desc))[1] as last_endpoint
      from (select ip, failures, until, created_at, ${mayBeLifted} as may_lift from ip_blocks
             where until > now() and (${onlyIp}::text is null or ip = ${onlyIp})) b
      join recent r on r.ip <<= b.ip::inet
      join api_keys k on k.id = r.key_id
     group by b.ip, b.failures, b.may_lift, b.created_at, b.until, k.id, k.alias
     order by b.until, b.ip, last_ms desc`);
  const blocks = new Map<string, SeenBlock>();
  for (const row of rows) {
    const lastAt = new Date(Number(row.last_ms));
    const block = blocks.get(row.ip) ?? {
      ip: row.ip,
      since: new Date(Number(row.since_ms)),
      until: new Date(Number(row.until_ms)),
      failures: row.failures,
      mayLift: row.may_lift,
      lastSeenAt: lastAt,
      evidence: [],
    };
    blocks.set(row.ip, block);
    block.evidence.push({
      keyId: row.key_id,
      alias: row.alias,
      requests: Number(row.requests),
      refused: Number(row.refused),
      refusedInHour: Number(row.refused_in_hour),
      lastAt,
      lastEndpoint: row.last_endpoint,
    });
  }
  return [...blocks.values()].filter(({ evidence }) =>
    evidence.some(({ requests, refused }) => requests > refused),
  );
}
