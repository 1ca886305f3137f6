import { countKeyOutcomes, countTop } from "@/db/queries/key-report";
import type { Queryable } from "@/db/queryable";
import { listBuckets } from "@/db/queries/usage";
import { noOutcomes } from "./report";
import { outcomeOf, type Range, REJECTION_CODES, type UsageReport } from "./schema";
import { inZone, spanOf } from "./span";

interface KeyReportCall {
  db: Queryable;
  accountId: string;
  /** A key that is known to be the account's. */
  keyId: string;
  range: Range;
}

export type KeyReport = Pick<UsageReport, "buckets" | "total">;

/**
 * One key's requests over time, by outcome.
 *
 * @param timeZone an IANA name; days are those of this zone
 * @returns null when there is too much to sum up in time
 */
export async function keyReport({
  db,
  accountId,
  keyId,
  range,
  timeZone,
}: KeyReportCall & { timeZone: string }): Promise<KeyReport | null> {
  const counted = await inZone(db, spanOf(range, timeZone), async (tx, span) => ({
    starts: await listBuckets(tx, span),
    rows: await countKeyOutcomes(tx, accountId, keyId, span, REJECTION_CODES),
  }));
  if (!counted) return null;
  const empty = () => ({ outcomes: noOutcomes(), requests: 0, credits: 0 });
  const buckets = new Map(counted.starts.map((start) => [start, { start, ...empty() }]));
  const total = empty();
  for (const { start, code, status_class, requests, credits } of counted.rows) {
    const bucket = buckets.get(start);
    for (const sum of bucket ? [bucket, total] : [total]) {
      sum.outcomes[outcomeOf(code, status_class)] += requests;
      sum.requests += requests;
      sum.credits += credits;
    }
  }
  return { buckets: [...buckets.values()], total };
}

const HOURS: Record<Range, number> = { "24h": 24, "7d": 7 * 24, "30d": 30 * 24 };
/** Some 20 ms of reading; who is on top among so many is on top among all of them. */
const LOOKED_AT = 5_000;
const SHOWN = 5;

export interface TopShare {
  /** Null where the address is not known. */
  name: string | null;
  requests: number;
  /** Answered with 4xx or 5xx. */
  failed: number;
}

export interface KeyTop {
  endpoints: Array<TopShare & { method: string; path: string }>;
  addresses: TopShare[];
  /** How many of the latest requests these are counted from, at most. */
  lookedAt: number;
}

/** Which endpoints a key is used for most, and by which addresses. */
export async function keyTop({ db, accountId, keyId, range }: KeyReportCall): Promise<KeyTop> {
  const size = { hours: HOURS[range], rows: LOOKED_AT, shown: SHOWN };
  const rows = await countTop(db, accountId, keyId, size);
  return {
    endpoints: rows
      .filter((row) => row.is_endpoint)
      .map(({ method, path, requests, failed }) => ({
        name: `${method} ${path}`,
        method: method ?? "",
        path: path ?? "",
        requests,
        failed,
      })),
    addresses: rows
      .filter((row) => !row.is_endpoint)
      .map(({ ip, requests, failed }) => ({ name: ip, requests, failed })),
    lookedAt: LOOKED_AT,
  };
}
