import type { BucketColumns, RequestBatch, TallyColumns } from "@/db/queries/copy-requests";
import { TALLY_PLACES } from "@/db/queries/count-traffic";
import { hourOf, minuteOf } from "@/lib/enforcement/windows";
import { OUTCOME_COLUMNS, TRAFFIC_COLUMNS } from "@/db/schema/traffic-columns";
import { tallyOf } from "@/lib/usage/tally";
import { type RequestRow, rowsIn } from "./row";

/*
 * Sums are chains, not arrays and maps: nearly all have one link, and with thousands of keys in a
 * batch the room that arrays and maps keep for more would be most of what a batch takes.
 */

/** What rows of one key add to its counters in one minute or hour. */
interface Bucket {
  /** The bucket that was begun before this one. */
  before: Bucket | null;
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
  before: Traffic | null;
  startMs: number;
  requests: number;
  credits: number;
  /** Of the eighty columns, a few are ever counted in one batch. */
  counts: Count | null;
}

interface Count {
  before: Count | null;
  /** In TRAFFIC_COLUMNS. */
  place: number;
  n: number;
}

/** What a batch adds to the counters of one key: one look-up for each row, however many counters. */
interface KeySums {
  accountId: string;
  keyId: string;
  counted: number;
  requests: number;
  credits: number;
  firstMs: number;
  lastMs: number;
  /** Leased admissions that its rows spent. */
  spent: number;
  /** One of each as a rule, two where a batch lies across an edge. */
  minutes: Bucket | null;
  hours: Bucket | null;
  quarters: Traffic | null;
}

/**
 * Rows that go to the database together: as they were journaled, and what they add to the counters
 * of their keys. The rows themselves are not kept: thousands of them would age in memory together.
 */
export class Batch {
  rows = 0;
  private readonly parts: Buffer[] = [];
  private readonly byKey = new Map<string, KeySums>();

  /** @param bytes the same rows, as lines */
  add(rows: readonly RequestRow[], bytes: Buffer): void {
    for (const row of rows) {
      let sums = this.byKey.get(row[3]);
      if (!sums) this.byKey.set(row[3], (sums = noSums(row[2], row[3])));
      add(sums, row);
    }
    this.rows += rows.length;
    this.parts.push(bytes);
  }

  private bytes(): Buffer {
    return this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts);
  }

  /** For a first attempt, which takes the rows for new. */
  forCopy(): RequestBatch {
    const all = [...this.byKey.values()];
    return {
      bytes: this.bytes(),
      minutes: bucketColumns(all, ({ minutes }) => minutes),
      hours: bucketColumns(all, ({ hours }) => hours),
      totals: {
        keyId: all.map((sums) => sums.keyId),
        counted: all.map((sums) => sums.counted),
        requests: all.map((sums) => sums.requests),
        credits: all.map((sums) => sums.credits),
        firstMs: all.map((sums) => sums.firstMs),
        lastMs: all.map((sums) => sums.lastMs),
        spent: all.map((sums) => sums.spent),
      },
      ...trafficColumns(all),
    };
  }

  /** By key, the leased admissions that its rows spent. */
  *spent(): Iterable<readonly [keyId: string, spent: number]> {
    for (const { keyId, spent } of this.byKey.values()) if (spent > 0) yield [keyId, spent];
  }

  /** For an attempt that looks at each of them. @throws rather than lose one */
  readBack(): RequestRow[] {
    const rows = rowsIn(this.bytes());
    if (rows.length !== this.rows) throw new Error("a batch of log rows cannot be read back whole");
    return rows;
  }
}

const noSums = (accountId: string, keyId: string): KeySums => ({
  accountId,
  keyId,
  counted: 0,
  requests: 0,
  credits: 0,
  firstMs: Infinity,
  lastMs: -Infinity,
  spent: 0,
  minutes: null,
  hours: null,
  quarters: null,
});

function add(sums: KeySums, row: RequestRow): void {
  const [, atMs, , , , , , , , , credits, counted, leased] = row;
  sums.counted += counted;
  sums.requests++;
  sums.credits += credits;
  sums.spent += leased;
  sums.firstMs = Math.min(sums.firstMs, atMs);
  sums.lastMs = Math.max(sums.lastMs, atMs);
  // Minutes are what quotas are counted in: what does not count has no place there.
  if (counted) {
    const startMs = minuteOf(atMs);
    addTo(bucketAt(sums.minutes, startMs) ?? (sums.minutes = noBucket(sums.minutes, startMs)), row);
  }
  const hourMs = hourOf(atMs);
  addTo(bucketAt(sums.hours, hourMs) ?? (sums.hours = noBucket(sums.hours, hourMs)), row);
  const startMs = atMs - (atMs % QUARTER_MS);
  const { quarters } = sums;
  addTraffic(bucketAt(quarters, startMs) ?? (sums.quarters = noTraffic(quarters, startMs)), row);
}

/** The bucket that begins at `startMs`, which is nearly always the one that was last begun. */
function bucketAt<B extends { before: B | null; startMs: number }>(
  last: B | null,
  startMs: number,
): B | null {
  let bucket = last;
  while (bucket !== null && bucket.startMs !== startMs) bucket = bucket.before;
  return bucket;
}

function* chain<L extends { before: L | null }>(last: L | null): Iterable<L> {
  for (let link = last; link !== null; link = link.before) yield link;
}

const noBucket = (before: Bucket | null, startMs: number): Bucket => ({
  before,
  startMs,
  counted: 0,
  requests: 0,
  rejected: 0,
  credits: 0,
});

function addTo(bucket: Bucket, row: RequestRow): void {
  bucket.requests++;
  bucket.credits += row[10];
  bucket.counted += row[11];
  bucket.rejected += row[13];
}

const noTraffic = (before: Traffic | null, startMs: number): Traffic => ({
  before,
  startMs,
  requests: 0,
  credits: 0,
  counts: null,
});

function addTraffic(traffic: Traffic, row: RequestRow): void {
  const { outcome, ttfb } = tallyOf(row[7], row[6], row[8]);
  traffic.requests++;
  traffic.credits += row[10];
  increment(traffic, outcome);
  if (ttfb !== null) increment(traffic, FIRST_TTFB + ttfb);
}

function increment(traffic: Traffic, place: number): void {
  let count = traffic.counts;
  while (count !== null && count.place !== place) count = count.before;
  if (count !== null) count.n++;
  else traffic.counts = { before: traffic.counts, place, n: 1 };
}

/** A row of key_quarters in the text form of an array's element; nothing between commas is null. */
function rowOf(keyId: string, start: string, { requests, credits, counts }: Traffic): string {
  let text = `"(${keyId},${start},${requests},${credits}`;
  let last = -1;
  for (const { place, n } of [...chain(counts)].sort((a, b) => a.place - b.place)) {
    text += `${COMMAS.slice(0, place - last)}${n}`;
    last = place;
  }
  return `${text}${COMMAS.slice(0, TRAFFIC_COLUMNS.length - 1 - last)})"`;
}

/** Quarters as they are kept, and all that they count once more for their sums by category. */
function trafficColumns(all: readonly KeySums[]): Pick<RequestBatch, "traffic" | "tallies"> {
  const accountId: string[] = [];
  const isSplit: number[] = [];
  const tallies: TallyColumns = { row: [], place: [], n: [] };
  const tally = (row: number, place: number, n: number) => {
    tallies.row.push(row);
    tallies.place.push(place);
    tallies.n.push(n);
  };
  // Nearly all keys have the same one: as text it is made once.
  const starts = new Map<number, string>();
  let rows = "";
  for (const { accountId: account, keyId, quarters } of all) {
    const isSplitKey = quarters?.before ? 1 : 0;
    for (const quarter of chain(quarters)) {
      const { startMs, requests, credits, counts } = quarter;
      let start = starts.get(startMs);
      if (start === undefined) starts.set(startMs, (start = new Date(startMs).toISOString()));
      rows += `${rows ? "," : ""}${rowOf(keyId, start, quarter)}`;
      const row = accountId.push(account);
      isSplit.push(isSplitKey);
      tally(row, TALLY_PLACES.requests, requests);
      tally(row, TALLY_PLACES.credits, credits);
      for (const { place, n } of chain(counts)) tally(row, TALLY_PLACES.firstColumn + place, n);
    }
  }
  return { traffic: { accountId, isSplit, quarters: `{${rows}}` }, tallies };
}

function bucketColumns(
  all: readonly KeySums[],
  lastOf: (sums: KeySums) => Bucket | null,
): BucketColumns {
  const columns: BucketColumns = {
    keyId: [],
    startMs: [],
    counted: [],
    requests: [],
    rejected: [],
    credits: [],
  };
  for (const sums of all) {
    for (const bucket of chain(lastOf(sums))) {
      columns.keyId.push(sums.keyId);
      columns.startMs.push(bucket.startMs);
      columns.counted.push(bucket.counted);
      columns.requests.push(bucket.requests);
      columns.rejected.push(bucket.rejected);
      columns.credits.push(bucket.credits);
    }
  }
  return columns;
}
