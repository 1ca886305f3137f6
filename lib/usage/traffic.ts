import type { Queryable } from "@/db/queryable";
import type { Span } from "@/db/queries/span";
import { sumTraffic, sumTrafficByBucket, type TrafficRow } from "@/db/queries/traffic";
import { OUTCOME_COLUMNS } from "@/db/schema/traffic-columns";
import { type Outcome, OUTCOMES } from "@/lib/format/outcome";
import { ttfbOf } from "@/lib/requests/writing/histogram";
import { askInZone } from "./place";
import {
  type OutcomeCounts,
  outcomeOf,
  type TrafficReport,
  type TrafficSum,
  type UsageRange,
} from "./schema";

const STATUS_CLASS: Record<string, number> = { ok: 2, client_error: 4, server_error: 5 };

/** Each counter, the outcome that charts show it as, and its code where it is a rejection. */
const COLUMNS = OUTCOME_COLUMNS.map((column) => {
  const code = column in STATUS_CLASS ? null : column;
  return { column, code, outcome: outcomeOf(code, STATUS_CLASS[column] ?? 0) };
});

const FIGURES = ["requests", "credits", ...OUTCOME_COLUMNS] as const;
const NO_TRAFFIC = Object.fromEntries(FIGURES.map((name) => [name, 0])) as Record<
  (typeof FIGURES)[number],
  number
>;

const noOutcomes = () =>
  Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as OutcomeCounts;

const NOTHING: TrafficSum = {
  requests: 0,
  credits: 0,
  outcomes: noOutcomes(),
  admitted: 0,
  ttfb: ttfbOf([]),
};

const ADMITTED: readonly Outcome[] = ["ok", "client_error", "server_error"];

/** A row of counters as pages read it. */
export function toSum(row: TrafficRow): TrafficSum {
  const outcomes = noOutcomes();
  for (const { column, outcome } of COLUMNS) outcomes[outcome] += row[column];
  return {
    requests: row.requests,
    credits: row.credits,
    outcomes,
    admitted: ADMITTED.reduce((sum, outcome) => sum + outcomes[outcome], 0),
    ttfb: ttfbOf(row.ttfb),
  };
}

/** All of a range as the sum of its buckets, rather than as a question more. */
function addUp(rows: readonly TrafficRow[]): TrafficRow {
  const total: TrafficRow = { ...NO_TRAFFIC, ttfb: [] };
  for (const row of rows) {
    for (const name of FIGURES) total[name] += row[name];
    row.ttfb.forEach((count, bucket) => {
      total.ttfb[bucket] = (total.ttfb[bucket] ?? 0) + count;
    });
  }
  return total;
}

const rejectionsOf = (row: TrafficRow) =>
  COLUMNS.flatMap(({ column, code }) =>
    code !== null && row[column] > 0 ? [{ code, requests: row[column] }] : [],
  ).sort((a, b) => b.requests - a.requests);

/**
 * An account's traffic over a range, or that of one of its keys: by bucket, in all, and over the
 * same time before. From counters that are exact but for percentiles (`TTFB_ERROR`).
 *
 * @param timeZone an IANA name; days are those of this zone
 */
export async function traffic({
  db,
  accountId,
  keyId = null,
  range,
  timeZone,
}: {
  db: Queryable;
  accountId: string;
  keyId?: string | null;
  range: UsageRange;
  timeZone: string;
}): Promise<TrafficReport> {
  return askInZone(db, range, timeZone, (tx, span) => trafficIn(tx, accountId, keyId, span));
}

/** As `traffic`, of a range that has its place in time. */
export async function trafficIn(
  db: Queryable,
  accountId: string,
  keyId: string | null,
  span: Span,
): Promise<TrafficReport> {
  const rows = await sumTrafficByBucket(db, accountId, keyId, span);
  const total = addUp(rows);
  const previous = await sumTraffic(db, accountId, keyId, span.previous);
  const byStart = new Map(rows.map((row) => [row.start, row]));
  const { from, to, size, timeZone } = span;
  return {
    from,
    to,
    size,
    timeZone,
    buckets: span.starts.map((start) => {
      const row = byStart.get(start);
      return { start, ...(row ? toSum(row) : NOTHING) };
    }),
    total: toSum(total),
    rejections: rejectionsOf(total),
    previous: toSum(previous),
  };
}
