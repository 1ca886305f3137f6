import { appendFileSync } from "node:fs";

/** A line of the table at the end of the fault suite. */
export interface Figure {
  promise: string;
  /** What was done, and what came of it. */
  seen: string;
}

/** Has a figure told at the end of the run. */
export function tell(figure: Figure): void {
  const file = process.env.TEST_FAULT_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify(figure)}\n`);
  console.log(`${figure.promise}: ${figure.seen}`);
}

/** The value below which a share of the values lies; NaN where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

/** How much a value grows a second, by least squares; 0 where there are fewer than two. */
export function slope(points: ReadonlyArray<{ atS: number; value: number }>): number {
  const mean = (of: (point: { atS: number; value: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const meanS = mean(({ atS }) => atS);
  const meanValue = mean(({ value }) => value);
  const spread = mean(({ atS }) => (atS - meanS) ** 2);
  if (points.length < 2 || spread === 0) return 0;
  return mean(({ atS, value }) => (atS - meanS) * (value - meanValue)) / spread;
}
