import type { Bed } from "./bed";
import type { Summary } from "./statistics";

export type Bound = { atLeast: number } | { atMost: number };

/** One line of the report. */
export interface Row {
  title: string;
  /** The figure itself: a ratio where there is a baseline to divide by. */
  value: Summary;
  /** "×" for ratios. */
  unit: string;
  /** Null for what is only reported. */
  mustReach: Bound | null;
  /** What is hoped for; nothing fails where it is missed. */
  aim?: Bound;
  /** The two sides of a ratio, in absolute terms. */
  ours?: Side;
  baseline?: Side;
  /** What a reader must know to judge the line. */
  note?: string;
}

export interface Side {
  what: string;
  value: Summary;
  unit: string;
}

/** Something to measure; several lines may come of one. */
export interface Figure {
  /** For `--only`. */
  name: string;
  /** Left out of a quick run. */
  slow?: boolean;
  /** @throws {NotHere} when something that it needs is not installed */
  measure(bed: Bed): Promise<Row[]>;
}

/** Something is not installed; the message is one line that says how to get it. */
export class NotHere extends Error {
  override name = "NotHere";
}

/** Whether a value keeps to a bound. */
export const isWithin = (value: number, bound: Bound): boolean =>
  "atLeast" in bound ? value >= bound.atLeast : value <= bound.atMost;

/** Whether a line reaches what it must; null where nothing is asked of it. */
export const isMet = ({ value, mustReach }: Row): boolean | null =>
  mustReach === null ? null : isWithin(value.median, mustReach);
