/**
 * Times to first byte are counted in buckets whose bounds grow by the fourth root of two, so that
 * percentiles can be told of any sum of histograms: of a day, a month, a key or a category.
 */

/** 2^(0/4) to 2^(3/4), written out: not every engine's `**` agrees on their last digit. */
const STEPS = [1, 1.189207115002721, 1.4142135623730951, 1.681792830507429] as const;
const PER_OCTAVE = STEPS.length;
const LEAST_MS = 0.5;
const OCTAVES = 16;

/** Where each bucket ends and the next begins: 65 bounds, from 0.5 ms to 32.8 s. */
export const BOUNDS_MS: readonly number[] = Array.from(
  { length: OCTAVES * PER_OCTAVE + 1 },
  (_, i) => LEAST_MS * 2 ** Math.floor(i / PER_OCTAVE) * STEPS[i % PER_OCTAVE]!,
);

/**
 * By how much a percentile may be off, as a share of its exact value, while that lies between the
 * first and the last bound: 2^(1/8) - 1, half a bucket on the scale of logarithms.
 */
export const TTFB_ERROR = 2 ** (1 / (2 * PER_OCTAVE)) - 1;

/**
 * The bucket of a duration: 0 below the first bound, 65 from the last one on. The same as
 * latchkey_ttfb_bucket in the database; a test holds the two together.
 */
export function ttfbBucket(ms: number): number {
  let low = 0;
  let high = BOUNDS_MS.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (BOUNDS_MS[middle]! <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What stands for a bucket: the middle of its bounds on the scale of logarithms; milliseconds. */
function middleOf(bucket: number): number {
  // Nothing is known of the two outermost buckets but the one bound that each has.
  if (bucket === 0) return LEAST_MS;
  const low = BOUNDS_MS[bucket - 1]!;
  return bucket === BOUNDS_MS.length ? low : low * 2 ** (1 / (2 * PER_OCTAVE));
}

/**
 * The time in milliseconds under which a share of the counted requests stayed (the smallest value
 * that at least so many do not exceed, as PostgreSQL's percentile_disc), off by `TTFB_ERROR` at
 * most; null where none is counted.
 *
 * @param counts requests by bucket
 * @param share above 0 and up to 1
 */
export function quantileMs(counts: ArrayLike<number>, share: number): number | null {
  let all = 0;
  for (let i = 0; i < counts.length; i++) all += counts[i]!;
  if (all === 0) return null;
  const rank = Math.max(1, Math.ceil(share * all));
  let passed = 0;
  for (let i = 0; i < counts.length; i++) {
    passed += counts[i]!;
    if (passed >= rank) return middleOf(i);
  }
  return null;
}

/** Percentiles of the time to first byte of admitted requests; null where there were none. */
export interface Ttfb {
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

export const ttfbOf = (counts: ArrayLike<number>): Ttfb => ({
  p50Ms: quantileMs(counts, 0.5),
  p95Ms: quantileMs(counts, 0.95),
  p99Ms: quantileMs(counts, 0.99),
});
