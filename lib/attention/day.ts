import type { Outcome } from "@/lib/format/outcome";
import { formatCount } from "@/lib/format/number";
import type { OutcomeCounts } from "@/lib/usage/schema";

/** How requests of a day ended, as the day's chart stacks it; whatever we turned away is one. */
export const DAY_OUTCOMES = ["ok", "client_error", "server_error", "refused"] as const;
export type DayOutcome = (typeof DAY_OUTCOMES)[number];
export type DayCounts = Record<DayOutcome, number>;

const REFUSED = [
  "rejected_plan",
  "rejected_quota",
  "rejected_key",
  "rejected_other",
] as const satisfies readonly Outcome[];

/** The counts of all outcomes as those of the day's chart. */
export const dayCounts = (outcomes: OutcomeCounts): DayCounts => ({
  ok: outcomes.ok,
  client_error: outcomes.client_error,
  server_error: outcomes.server_error,
  refused: REFUSED.reduce((sum, outcome) => sum + outcomes[outcome], 0),
});

/** A share so small that whole per cents would hide it: "0 %", "under 0.1 %", "0.4 %", "12 %". */
export function smallShare(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return "0 %";
  const percent = (part / whole) * 100;
  if (percent < 0.1) return "under 0.1 %";
  return percent < 10
    ? `${(Math.floor(percent * 10) / 10).toString()} %`
    : `${formatCount(Math.floor(percent))} %`;
}

/** A part of one bar; pixels from the bar's top. */
export interface Segment {
  outcome: DayOutcome;
  y: number;
  height: number;
}

/** What is less than so high cannot be told from none; pixels. */
const LEAST_PX = 2;
/** Between two parts, so that neighbours of like lightness stay two; pixels. */
const GAP_PX = 1;
/** Few of these matter as much as many, so they are drawn; few 4xx are left to the figures. */
const ALWAYS_SEEN: ReadonlySet<DayOutcome> = new Set(["server_error", "refused"]);

/**
 * The parts of a bar from its base up.
 * @param most the requests that fill the whole height
 */
export function segmentsOf(
  counts: DayCounts,
  { most, heightPx }: { most: number; heightPx: number },
): Segment[] {
  const drawn = DAY_OUTCOMES.flatMap((outcome) => {
    const px = most > 0 ? (counts[outcome] / most) * heightPx : 0;
    if (counts[outcome] === 0 || (outcome === "client_error" && px < LEAST_PX)) return [];
    return [{ outcome, px: ALWAYS_SEEN.has(outcome) ? Math.max(px, LEAST_PX) : Math.max(px, 1) }];
  });
  // What the least heights and gaps take, the largest part gives.
  const wanted =
    drawn.reduce((sum, { px }) => sum + px, 0) + GAP_PX * Math.max(drawn.length - 1, 0);
  const largest = drawn.reduce((best, part) => (part.px > best.px ? part : best), {
    px: 0,
  } as { px: number });
  largest.px -= Math.min(Math.max(wanted - heightPx, 0), Math.max(largest.px - LEAST_PX, 0));
  let top = heightPx;
  return drawn.map(({ outcome, px }) => {
    top -= px;
    const segment = { outcome, y: top, height: px };
    top -= GAP_PX;
    return segment;
  });
}
