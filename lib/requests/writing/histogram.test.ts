import { expect, it } from "vitest";
import { BOUNDS_MS, quantileMs, TTFB_ERROR, ttfbBucket } from "./histogram";

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function chanceOf(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const histogramOf = (durations: number[]) => {
  const counts = new Array<number>(BOUNDS_MS.length + 1).fill(0);
  for (const ms of durations) counts[ttfbBucket(ms)]!++;
  return counts;
};

const LEAST = BOUNDS_MS[0]!;
const MOST = BOUNDS_MS.at(-1)!;

it("tells percentiles of any sample, and of any sum of samples, as exactly as it says", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const chance = chanceOf(seed);
    const spread = 0.01 + chance();
    const middle = LEAST * (MOST / LEAST) ** chance();
    const sample = () =>
      Array.from({ length: 1 + Math.floor(chance() * 400) }, () => {
        const ms = middle * Math.exp(spread * 6 * (chance() - 0.5));
        return Math.min(MOST * 0.999, Math.max(LEAST, ms));
      });
    const [one, other] = [sample(), sample()];
    const summed = histogramOf(one).map((n, i) => n + histogramOf(other)[i]!);
    const sorted = [...one, ...other].sort((a, b) => a - b);
    for (const share of [0.01, 0.5, 0.95, 0.99, 1]) {
      const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!;
      const told = quantileMs(summed, share)!;
      expect(Math.abs(told - exact) / exact, `seed ${seed}, p${share * 100}`).toBeLessThanOrEqual(
        TTFB_ERROR + 1e-9,
      );
    }
  }
});

it("puts a bound into the bucket above it, and everything into some bucket", () => {
  BOUNDS_MS.forEach((ms, i) => {
    expect(ttfbBucket(ms)).toBe(i + 1);
    expect(ttfbBucket(ms * 0.999_999)).toBe(i);
  });
  expect([ttfbBucket(0), ttfbBucket(1e9)]).toEqual([0, BOUNDS_MS.length]);
});

it("says nothing of no requests, and keeps to the one bound that the outermost buckets have", () => {
  expect(quantileMs([], 0.5)).toBe(null);
  expect(quantileMs(histogramOf([]), 0.5)).toBe(null);
  expect(quantileMs(histogramOf([0.1]), 0.5)).toBe(LEAST);
  expect(quantileMs(histogramOf([1e6]), 0.5)).toBe(MOST);
});
