import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";

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
