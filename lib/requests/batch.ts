import type { BucketColumns, RequestBatch, TotalColumns } from "@/db/queries/copy-requests";
import { hourOf, minuteOf } from "@/lib/enforcement/windows";
import { OUTCOME_COLUMNS, TRAFFIC_COLUMNS } from "@/db/schema/traffic-columns";
import { tallyOf } from "@/lib/usage/tally";
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

const QUARTER_MS = 15 * 60_000;
const FIRST_TTFB = OUTCOME_COLUMNS.length;

const COMMAS = ",".repeat(TRAFFIC_COLUMNS.length);

interface Traffic {
  accountId: string;
  keyId: string;
  startMs: number;
  requests: number;
  credits: number;
  /** By place in TRAFFIC_COLUMNS; of its eighty, a few are ever counted in one batch. */
  counts: Map<number, number>;
}

/** Rows as COPY takes them, and what they add to the counters of their keys. */
export function batchOf(rows: readonly RequestRow[]): RequestBatch {
  let text = "";
  const minutes = new Map<string, Bucket>();
  const hours = new Map<string, Bucket>();
  const quarters = new Map<string, Traffic>();
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
    addTraffic(quarters, row);
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
    traffic: {
      accountId: Array.from(quarters.values(), ({ accountId }) => accountId),
      quarters: `{${Array.from(quarters.values(), rowOf).join(",")}}`,
    },
  };
}

function addTraffic(quarters: Map<string, Traffic>, row: RequestRow): void {
  const [, atMs, accountId, keyId] = row;
  const startMs = atMs - (atMs % QUARTER_MS);
  const name = `${keyId}${startMs}`;
  let traffic = quarters.get(name);
  if (!traffic) {
    traffic = { accountId, keyId, startMs, requests: 0, credits: 0, counts: new Map() };
    quarters.set(name, traffic);
  }
  const { outcome, ttfb } = tallyOf(row[7], row[6], row[8]);
  traffic.requests++;
  traffic.credits += row[10];
  increment(traffic.counts, outcome);
  if (ttfb !== null) increment(traffic.counts, FIRST_TTFB + ttfb);
}

function increment(counts: Map<number, number>, place: number): void {
  counts.set(place, (counts.get(place) ?? 0) + 1);
}

/** A row of key_quarters in the text form of an array's element; nothing between commas is null. */
function rowOf({ keyId, startMs, requests, credits, counts }: Traffic): string {
  let text = `"(${keyId},${new Date(startMs).toISOString()},${requests},${credits}`;
  let last = -1;
  for (const [place, count] of [...counts].sort((a, b) => a[0] - b[0])) {
    text += `${COMMAS.slice(0, place - last)}${count}`;
    last = place;
  }
  return `${text}${COMMAS.slice(0, TRAFFIC_COLUMNS.length - 1 - last)})"`;
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
