import type { BucketColumns, RequestBatch, TotalColumns } from "@/db/queries/copy-requests";
import { hourOf, minuteOf } from "@/lib/enforcement/windows";
import type { RequestRow } from "./row";

const SPECIAL = /[\\\t\n\r\b\f\v]/g;
const ESCAPES: Record<string, string> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};

/** A field in the text format of PostgreSQL's COPY. */
function field(value: string | null): string {
  return value === null ? "\\N" : value.replace(SPECIAL, (char) => ESCAPES[char]!);
}

interface Bucket {
  keyId: string;
  startMs: number;
  counted: number;
  requests: number;
  rejected: number;
  credits: number;
}

/** Rows as COPY takes them, and what they add to the counters of their keys. */
export function batchOf(rows: readonly RequestRow[]): RequestBatch {
  let text = "";
  const minutes = new Map<string, Bucket>();
  const hours = new Map<string, Bucket>();
  const totals = new Map<string, Bucket & { firstMs: number; lastMs: number; spent: number }>();
  let lastMs = NaN;
  let lastIso = "";

  for (const row of rows) {
    const [id, atMs, accountId, keyId, method, path, status, code, durationMs, ip] = row;
    const [, , , , , , , , , , credits, counted, leased, rejected, userAgent, checks] = row;
    if (atMs !== lastMs) {
      lastMs = atMs;
      lastIso = new Date(atMs).toISOString();
    }
    text += `${id}\t${lastIso}\t${accountId}\t${keyId}\t${field(method)}\t${field(path)}\t${status}\t${code ?? "\\N"}\t${durationMs}\t${ip ?? "\\N"}\t${credits}\t${counted}\t${field(userAgent)}\t${field(checks)}\n`;

    if (counted) add(minutes, keyId, minuteOf(atMs), row);
    add(hours, keyId, hourOf(atMs), row);
    const total = totals.get(keyId);
    if (total) {
      total.counted += counted;
      total.requests++;
      total.credits += credits;
      total.spent += leased;
      total.firstMs = Math.min(total.firstMs, atMs);
      total.lastMs = Math.max(total.lastMs, atMs);
    } else {
      totals.set(keyId, {
        keyId,
        startMs: 0,
        counted,
        requests: 1,
        rejected,
        credits,
        firstMs: atMs,
        lastMs: atMs,
        spent: leased,
      });
    }
  }
  return {
    text,
    minutes: columnsOf(minutes),
    hours: columnsOf(hours),
    totals: totalColumnsOf([...totals.values()]),
  };
}

function add(buckets: Map<string, Bucket>, keyId: string, startMs: number, row: RequestRow): void {
  const name = `${keyId}${startMs}`;
  let bucket = buckets.get(name);
  if (!bucket) {
    bucket = { keyId, startMs, counted: 0, requests: 0, rejected: 0, credits: 0 };
    buckets.set(name, bucket);
  }
  bucket.requests++;
  bucket.credits += row[10];
  bucket.counted += row[11];
  bucket.rejected += row[13];
}

function columnsOf(buckets: Map<string, Bucket>): BucketColumns {
  const all = [...buckets.values()];
  return {
    keyId: all.map((b) => b.keyId),
    startMs: all.map((b) => b.startMs),
    counted: all.map((b) => b.counted),
    requests: all.map((b) => b.requests),
    rejected: all.map((b) => b.rejected),
    credits: all.map((b) => b.credits),
  };
}

function totalColumnsOf(
  all: Array<Bucket & { firstMs: number; lastMs: number; spent: number }>,
): TotalColumns {
  return {
    keyId: all.map((t) => t.keyId),
    counted: all.map((t) => t.counted),
    requests: all.map((t) => t.requests),
    credits: all.map((t) => t.credits),
    firstMs: all.map((t) => t.firstMs),
    lastMs: all.map((t) => t.lastMs),
    spent: all.map((t) => t.spent),
  };
}
