import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { beginning, bucketOf, iso, type UsageSpan } from "./usage";

export interface KeyOutcomeRow extends Record<string, unknown> {
  /** The bucket's first moment, ISO 8601. */
  start: string;
  /** Null where the request was admitted. */
  code: string | null;
  status_class: number;
  requests: number;
  credits: number;
}

/**
 * One key's requests by bucket and outcome.
 * @param rejections the codes of rejected requests; others are those of admitted ones
 */
export async function countKeyOutcomes(
  db: Queryable,
  accountId: string,
  keyId: string,
  span: UsageSpan,
  rejections: readonly string[],
): Promise<KeyOutcomeRow[]> {
  return db.execute<KeyOutcomeRow>(sql`
    select ${iso(sql`bucket`)} as start, code, status_class, count(*)::float8 as requests,
      sum(credits)::float8 as credits
    from (
      select ${bucketOf(sql`r.at`, span)} as bucket,
        case when r.code = any(${`{${rejections.join(",")}}`}::text[]) then r.code end as code,
        r.status / 100 as status_class, r.credits
      from request_logs r
      where r.account_id = ${accountId} and r.key_id = ${keyId}
        and r.at >= ${beginning(span)} and r.at <= now()
    ) r
    group by bucket, code, status_class`);
}

export interface TopRow extends Record<string, unknown> {
  /** Set in rows that count an endpoint. */
  method: string | null;
  path: string | null;
  /** Set in rows that count an address; null in them where it is not known. */
  ip: string | null;
  is_endpoint: boolean;
  requests: number;
  /** Answered with 4xx or 5xx, by the endpoint or by a check. */
  failed: number;
}

/**
 * A key's latest requests of a range, counted by endpoint and by address; at most `rows` of them
 * are looked at, so that a busy key costs no more than a quiet one.
 */
export async function countTop(
  db: Queryable,
  accountId: string,
  keyId: string,
  { hours, rows, shown }: { hours: number; rows: number; shown: number },
): Promise<TopRow[]> {
  return db.execute<TopRow>(sql`
    select method, path, host(ip) as ip, is_endpoint, requests, failed from (
      select method, path, ip, grouping(ip) = 1 as is_endpoint, count(*)::float8 as requests,
        (count(*) filter (where status >= 400))::float8 as failed,
        row_number() over (partition by grouping(ip) order by count(*) desc, method, path, ip)
          as nth
      from (
        select r.method, r.path, r.ip, r.status from request_logs r
        where r.account_id = ${accountId} and r.key_id = ${keyId}
          and r.at >= now() - make_interval(hours => ${hours}::int)
        order by r.at desc, r.id desc limit ${rows}
      ) latest
      group by grouping sets ((method, path), (ip))
    ) top where nth <= ${shown} order by is_endpoint, nth`);
}
