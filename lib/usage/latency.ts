import type { Queryable } from "@/db/queryable";
import { type LatencyRow, listBuckets, measureLatency } from "@/db/queries/usage";
import { type LatencyReport, type Range, REJECTION_CODES } from "./schema";
import { inZone, spanOf } from "./span";

const NONE = { requests: 0, p50Ms: null, p95Ms: null, p99Ms: null };

const toFigures = (row: LatencyRow | undefined) =>
  row && row.requests > 0
    ? { requests: row.requests, p50Ms: row.p50, p95Ms: row.p95, p99Ms: row.p99 }
    : NONE;

/**
 * Time to first byte of an account's admitted requests over a range, in a zone.
 * @returns null when there is too much to sum up in time
 */
export async function latencyReport({
  db,
  accountId,
  range,
  timeZone,
}: {
  db: Queryable;
  accountId: string;
  range: Range;
  timeZone: string;
}): Promise<LatencyReport | null> {
  return inZone(db, spanOf(range, timeZone), async (tx, span) => {
    const starts = await listBuckets(tx, span);
    const rows = await measureLatency(tx, accountId, span, REJECTION_CODES);
    const byStart = new Map(rows.map((row) => [row.start, row]));
    return {
      buckets: starts.map((start) => ({ start, ...toFigures(byStart.get(start)) })),
      total: toFigures(byStart.get(null)),
    };
  });
}
