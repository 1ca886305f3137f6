import { byRolling, QUOTA_WINDOWS } from "@/lib/quota-windows";
import { HOUR_MS, MINUTE_MS, minuteOf } from "@/lib/time/minutes";

/**
 * Rolling windows counted in minute buckets. Instants and spans are milliseconds; instants count
 * from the Unix epoch, so that minutes and hours are those of UTC. The SQL functions
 * latchkey_window_used and latchkey_window_frees_at are the same arithmetic inside the database;
 * a test holds them against these.
 */

export const WINDOW_MS = byRolling((name) => QUOTA_WINDOWS[name].hours * HOUR_MS);

/**
 * The first minute bucket that still counts in a window that ends at `nowMs`. A bucket counts
 * until all of it has left, so that no request leaves early, and none more than a minute late.
 */
export function windowStart(nowMs: number, windowMs: number): number {
  return minuteOf(nowMs - windowMs);
}

/** Counted requests by the start of their minute. */
export type MinuteBuckets = ReadonlyMap<number, number>;

/** Requests counted in the window that ends at `nowMs`. */
export function usedInWindow(buckets: MinuteBuckets, nowMs: number, windowMs: number): number {
  const start = windowStart(nowMs, windowMs);
  let used = 0;
  for (const [minute, counted] of buckets) if (minute >= start) used += counted;
  return used;
}

/**
 * When a window with `used` requests has room for one more under `limit`: the moment at which
 * the (used - limit + 1)th oldest of them leaves it. Null when more would have to leave than
 * the buckets hold.
 */
export function freesAt(
  buckets: MinuteBuckets,
  nowMs: number,
  windowMs: number,
  used: number,
  limit: number,
): number | null {
  const start = windowStart(nowMs, windowMs);
  const minutes = [...buckets.keys()].filter((minute) => minute >= start).sort((a, b) => a - b);
  let gone = 0;
  for (const minute of minutes) {
    gone += buckets.get(minute) ?? 0;
    if (gone >= Math.max(1, used - limit + 1)) return minute + MINUTE_MS + windowMs;
  }
  return null;
}

/** Where much is left, this share of it is leased in advance however slow the key is … */
const SPARE_SHARE = 256;
/** … but no more than this. */
const MAX_SPARE = 1_000;

/**
 * How many admissions a grant may give: for the `want` requests that wait, and in advance what
 * the key's rate will need (`ahead`) or a small share of the rest, whichever is more, so that
 * thousands of slow keys seldom ask. In advance goes at most an eighth of the rest: leases shrink
 * towards the limit, and nothing lies idle where it would be missed.
 *
 * @param room what is neither used nor leased, in the tightest window
 * @param ahead 0: nothing in advance
 */
export function grantable(room: number, want: number, ahead: number): number {
  const spare = ahead > 0 ? Math.min(Math.floor(room / SPARE_SHARE), MAX_SPARE) : 0;
  const advance = Math.min(Math.max(ahead, spare), Math.floor(room / 8));
  return Math.max(0, Math.min(room, want + advance));
}
