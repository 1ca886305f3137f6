import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { OUTCOME_COLUMNS } from "../schema/traffic-columns";
import { asArray } from "./as-array";

export interface EndpointRow extends Record<string, unknown> {
  method: string;
  path: string;
  requests: number;
  credits: number;
  ok: number;
  errors: number;
}

/** Codes of rejections: all outcomes but those of admitted requests. */
const REJECTIONS = OUTCOME_COLUMNS.slice(3);
/** Whether a log row, which has `code`, was turned away by us. */
export const isRejected = sql`coalesce(code = any(${asArray(REJECTIONS)}::text[]), false)`;

/**
 * An account's requests between two moments by endpoint, the busiest first. Counted from the log, as no counter knows
 * of endpoints: it takes as long as there are rows.
 */
export async function countByEndpoint(
  db: Queryable,
  accountId: string,
  { from, to }: { from: string; to: string },
  { offset, limit }: { offset: number; limit: number },
): Promise<EndpointRow[]> {
  return db.execute<EndpointRow>(sql`
    select method, path, count(*)::float8 as requests, sum(credits)::float8 as credits,
      (count(*) filter (where not ${isRejected} and status < 400))::float8 as ok,
      (count(*) filter (where not ${isRejected} and status >= 400))::float8 as errors
    from request_logs
    where account_id = ${accountId} and at >= ${from}::timestamptz and at < ${to}::timestamptz
    group by method, path order by requests desc, method, path offset ${offset} limit ${limit}`);
}
