import { hourOf, minuteOf } from "@/lib/time/minutes";
import { FIRST_TTFB_PLACE, OUTCOME_PLACES } from "@/db/schema/traffic-columns";
import { isRejection } from "@/lib/errors";
import { tallyOf } from "./tally";
import type { RequestRow } from "../journal/row";

/*
 * Sums are chains, not arrays and maps: nearly all have one link, and with thousands of keys in a
 * batch the room that arrays and maps keep for more would be most of what a batch takes.
 */

/** What rows of one key add to its counters in one minute or hour. */
export interface Bucket {
  /** The bucket that was begun before this one. */
  before: Bucket | null;
  startMs: number;
  counted: number;
  requests: number;
  rejected: number;
  credits: number;
}

const QUARTER_MS = 15 * 60_000;

export interface Traffic {
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

/** What waiting rows add to the counters of one key: one look-up for each row, however many counters. */
export interface KeySums {
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

export const noSums = (accountId: string, keyId: string): KeySums => ({
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

/** Adds one request to the sums of its key. */
export function addRow(sums: KeySums, row: RequestRow): void {
  const { atMs, counted } = row;
  sums.requests++;
  sums.credits += row.credits;
  if (counted) sums.counted++;
  if (row.leased) sums.spent++;
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

/** The links of a chain, the last begun first. */
export function* chain<L extends { before: L | null }>(last: L | null): Iterable<L> {
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
  bucket.credits += row.credits;
  if (row.counted) bucket.counted++;
  if (isRejection(row.code)) bucket.rejected++;
}

const noTraffic = (before: Traffic | null, startMs: number): Traffic => ({
  before,
  startMs,
  requests: 0,
  credits: 0,
  counts: null,
});

function addTraffic(traffic: Traffic, row: RequestRow): void {
  const { outcome, ttfb } = tallyOf(row.code, row.status, row.durationMs);
  traffic.requests++;
  traffic.credits += row.credits;
  increment(traffic, OUTCOME_PLACES[outcome]!);
  if (ttfb !== null) increment(traffic, FIRST_TTFB_PLACE + ttfb);
}

function increment(traffic: Traffic, place: number): void {
  let count = traffic.counts;
  while (count !== null && count.place !== place) count = count.before;
  if (count !== null) count.n++;
  else traffic.counts = { before: traffic.counts, place, n: 1 };
}
