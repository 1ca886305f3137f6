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
  const named = (measure: () => Promise<number>) => async () => ({ value: await measure() });
  const { value } = await alternateEach(rounds, named(measureOurs), named(measureBaseline));
  return value;
}

/** The same for several numbers that one turn yields, by name. */
export async function alternateEach<Name extends string>(
  rounds: number,
  measureOurs: () => Promise<Record<Name, number>>,
  measureBaseline: () => Promise<Record<Name, number>>,
): Promise<Record<Name, Compared>> {
  const { ours, baseline } = await takeTurns(rounds, measureOurs, measureBaseline);
  const names = Object.keys(ours[0] ?? {}) as Name[];
  const compared = names.map((name) => [
    name,
    compare(
      ours.map((turn) => turn[name]),
      baseline.map((turn) => turn[name]),
    ),
  ]);
  return Object.fromEntries(compared) as Record<Name, Compared>;
}

/** What the turns yielded; of the same place in both lists are neighbours. */
export interface Turns<T> {
  ours: T[];
  baseline: T[];
}

/** A B A B …, ours first. */
export async function takeTurns<T>(
  rounds: number,
  measureOurs: () => Promise<T>,
  measureBaseline: () => Promise<T>,
): Promise<Turns<T>> {
  const turns: Turns<T> = { ours: [], baseline: [] };
  for (let round = 0; round < rounds; round++) {
    turns.ours.push(await measureOurs());
    turns.baseline.push(await measureBaseline());
  }
  return turns;
}

/** Neighbours divided. @param baseline as many as ours, each measured beside its neighbour */
export function compare(ours: readonly number[], baseline: readonly number[]): Compared {
  return {
    ours: summarise(ours),
    baseline: summarise(baseline),
    ratio: summarise(ours.map((value, round) => value / baseline[round]!)),
  };
}
