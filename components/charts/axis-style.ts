import type { Range } from "@/lib/usage/schema";
import { bucketWords, tickStarts } from "./bucket-words";

/** How axes and grids of all charts look; no animation anywhere, so none to switch off. */
export const AXIS = {
  stroke: "var(--border)",
  tick: { fill: "var(--muted)", fontSize: 12 },
  tickLine: false,
} as const;

/** Labels of time: as many as fit, always the same number of buckets apart. */
export const EVEN = { interval: "equidistantPreserveStart", minTickGap: 28 } as const;

/** The time axis of a chart whose rows have a `start`, and words for it. */
export const timeAxis = (
  buckets: ReadonlyArray<{ start: string }>,
  range: Range,
  timeZone: string,
) => ({
  dataKey: "start",
  ticks: tickStarts(
    buckets.map(({ start }) => start),
    range,
    timeZone,
  ),
  tickFormatter: (start: string) => bucketWords(start, range, timeZone).short,
});

export const GRID = { stroke: "var(--border)", vertical: false } as const;
export const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 };
export const HEIGHT = 260;
