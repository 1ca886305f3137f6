import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { OUTCOME_COLUMNS, type OutcomeColumn } from "../schema/traffic-columns";
import { bucketOf, iso, type Span } from "./span";

export interface OutcomesRow extends Record<OutcomeColumn, number> {
  [column: string]: unknown;
  /** The bucket's first moment. */
  start: string;
  requests: number;
}

const SUMS = sql.raw(
  ["requests", ...OUTCOME_COLUMNS]
    .map((name) => `coalesce(sum(${name}), 0)::float8 as ${name}`)
    .join(", "),
);

/** One key's requests by bucket and outcome, and nothing besides; empty buckets are left out. */
export function sumKeyOutcomes(
  db: Queryable,
  accountId: string,
  keyId: string,
  span: Span,
): Promise<OutcomesRow[]> {
  return db.execute<OutcomesRow>(sql`
    select ${iso(sql`bucket`)} as start, ${SUMS} from (
      select ${bucketOf(sql`u.quarter`, span)} as bucket, u.* from key_quarters u
      where u.key_id = ${keyId}
        and u.quarter >= ${span.from}::timestamptz and u.quarter < ${span.to}::timestamptz
        and exists (select 1 from api_keys k where k.id = u.key_id and k.account_id = ${accountId})
    ) u group by bucket`);
}
