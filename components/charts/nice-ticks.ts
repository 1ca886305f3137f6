const STEPS = [1, 2, 5, 10];
const MOST_INTERVALS = 4;

/**
 * Round figures for an axis from 0 to past the highest value: whole steps of 1, 2 or 5 times a
 * power of ten, at most four of them. The library's own choice cuts 3,400 into 850, 1,700 and so on.
 */
export function niceTicks(highest: number): number[] {
  const least = Math.max(highest, 1) / MOST_INTERVALS;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = Math.max(1, (STEPS.find((nice) => nice * power >= least) ?? 10) * power);
  const intervals = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: intervals + 1 }, (_, nth) => nth * step);
}

/** What the axis of a chart of these values is given; it ends with a tick, so that none passes it. */
export function niceAxis(values: readonly number[]) {
  const ticks = niceTicks(Math.max(0, ...values));
  return { ticks, domain: [0, ticks.at(-1) ?? 1], interval: 0 } as const;
}
