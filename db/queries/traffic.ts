import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { OUTCOME_COLUMNS, type OutcomeColumn, TTFB_COLUMNS } from "../schema/traffic-columns";
import { bucketOf, iso, type Span } from "./span";

export interface TrafficRow extends Record<OutcomeColumn, number> {
  [column: string]: unknown;
  requests: number;
  credits: number;
  /** Admitted requests by the bucket of their time to first byte. */
  ttfb: number[];
}

/** Sums of rows of counters, whichever of the tables they are of. */
export const SUMS: SQL = sql.raw(
  [
    ...["requests", "credits", ...OUTCOME_COLUMNS].map(
      (name) => `coalesce(sum(${name}), 0)::float8 as ${name}`,
    ),
    `array[${TTFB_COLUMNS.map((name) => `coalesce(sum(${name}), 0)::int8`).join(", ")}] as ttfb`,
  ].join(", "),
);

/** postgres.js gives arrays of int8 as texts. */
const read = <T extends TrafficRow>(row: T): T => ({ ...row, ttfb: row.ttfb.map(Number) });

/** Rows of an account, or of one of its keys, between two moments. */
function counters(
  accountId: string,
  keyId: string | null,
  { from, to }: Pick<Span, "from" | "to">,
) {
  const between = sql`u.quarter >= ${from}::timestamptz and u.quarter < ${to}::timestamptz`;
  return keyId === null
    ? sql`account_quarters u where u.account_id = ${accountId} and ${between}`
    : sql`key_quarters u where u.key_id = ${keyId} and ${between} and exists
        (select 1 from api_keys k where k.id = u.key_id and k.account_id = ${accountId})`;
}

/** Traffic by bucket; buckets without any are left out. */
export async function sumTrafficByBucket(
  db: Queryable,
  accountId: string,
  keyId: string | null,
  span: Span,
): Promise<Array<TrafficRow & { start: string }>> {
  const rows = await db.execute<TrafficRow & { start: string }>(sql`
    select ${iso(sql`bucket`)} as start, ${SUMS} from (
      select ${bucketOf(sql`u.quarter`, span)} as bucket, u.* from ${counters(accountId, keyId, span)}
    ) u group by bucket`);
  return rows.map(read);
}

/** All traffic between two moments, in quarters of an hour. */
export async function sumTraffic(
  db: Queryable,
  accountId: string,
  keyId: string | null,
  between: Pick<Span, "from" | "to">,
): Promise<TrafficRow> {
  const rows = await db.execute<TrafficRow>(
    sql`select ${SUMS} from ${counters(accountId, keyId, between)}`,
  );
  return read(rows[0]!);
}
