/** The value below which a share of the sorted values lies; linear between neighbours. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return NaN;
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  return low + (high - low) * (at - Math.floor(at));
}

/** What several rounds came to. */
export interface Summary {
  median: number;
  min: number;
  max: number;
  rounds: number;
}

/** Median and spread of what the rounds measured. */
export function summarise(values: readonly number[]): Summary {
  return {
    median: quantile(values, 0.5),
    min: Math.min(...values),
    max: Math.max(...values),
    rounds: values.length,
  };
}
