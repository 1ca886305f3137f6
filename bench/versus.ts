import type { Compared } from "./alternate";
import type { Bed } from "./bed";
import { BEFORE, type Edition } from "./edition";
import type { Bound, Row } from "./figure";

/** Something of the edition that is measured, and the same of the one from before. */
export interface Both<T> {
  now: T;
  before: T;
}

/** Makes it of one after the other. @throws {NotHere} when git does not have the commit of before */
export async function ofBoth<T>(
  bed: Bed,
  make: (edition: Edition, side: keyof Both<T>) => Promise<T>,
): Promise<Both<T>> {
  // First of all, so that nothing is started in vain where git has no such commit.
  await bed.copyOf(BEFORE);
  return { now: await make(bed.now, "now"), before: await make(BEFORE, "before") };
}

interface Versus {
  title: string;
  /** Of both sides. */
  unit: string;
  mustReach: Bound | null;
  note?: string;
}

/** What was measured of both in turns, as a line of the report. */
export const versusRow = (
  bed: Bed,
  { title, unit, mustReach, note }: Versus,
  { ours, baseline, ratio }: Compared,
): Row => ({
  title: `${title}, of ${BEFORE.name}'s`,
  value: ratio,
  unit: "×",
  mustReach,
  ours: { what: bed.now.name, value: ours, unit },
  baseline: { what: BEFORE.name, value: baseline, unit },
  note,
});
