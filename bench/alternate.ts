import { type Summary, summarise } from "./statistics";

/** Both sides of a comparison and their ratio. */
export interface Compared {
  ours: Summary;
  baseline: Summary;
  /** Median and spread of the ratios ours / baseline, each of two neighbouring rounds. */
  ratio: Summary;
}

/**
 * Measures two things in turns (A B A B …) and divides neighbours: a noisy machine changes slowly,
 * so what it does to one side of a pair it does to the other.
 */
export async function alternate(
  rounds: number,
  measureOurs: () => Promise<number>,
  measureBaseline: () => Promise<number>,
): Promise<Compared> {
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await measureOurs());
    baseline.push(await measureBaseline());
  }
  return {
    ours: summarise(ours),
    baseline: summarise(baseline),
    ratio: summarise(ours.map((value, round) => value / baseline[round]!)),
  };
}
