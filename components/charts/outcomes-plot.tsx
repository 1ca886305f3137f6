"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatCount, formatShort } from "@/lib/format/number";
import { type Outcome, OUTCOME_WORDS } from "@/lib/format/outcome";
import type { Range, TrafficSum } from "@/lib/usage/schema";
import { AXIS, EVEN, GRID, HEIGHT, MARGIN, timeAxis } from "./axis-style";
import { bucketWords } from "./bucket-words";
import { ChartHover } from "./chart-hover";
import { niceAxis } from "./nice-ticks";
import { OUTCOME_COLORS } from "./outcome-colors";

export interface OutcomesPlotProps {
  buckets: Array<Pick<TrafficSum, "outcomes" | "requests"> & { start: string }>;
  /** The outcomes that there are, from the bottom of the stack up. */
  present: readonly Outcome[];
  range: Range;
  timeZone: string;
}

/** The bars of `OutcomesChart`. */
export function OutcomesPlot({ buckets, present, range, timeZone }: OutcomesPlotProps) {
  const data = buckets.map((bucket) => ({
    start: bucket.start,
    ...bucketWords(bucket.start, range, timeZone),
    ...bucket.outcomes,
  }));
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <BarChart data={data} margin={MARGIN} barCategoryGap="18%" accessibilityLayer={false}>
        <CartesianGrid {...GRID} />
        <XAxis {...AXIS} {...EVEN} {...timeAxis(buckets, range, timeZone)} />
        <YAxis
          {...AXIS}
          width={44}
          {...niceAxis(buckets.map(({ requests }) => requests))}
          tickFormatter={formatShort}
        />
        <Tooltip
          cursor={{ fill: "var(--surface-2)" }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const hovered = payload?.[0]?.payload as (typeof data)[number] | undefined;
            if (!active || !hovered) return null;
            const lines = present
              .filter((outcome) => hovered[outcome] > 0)
              .map((outcome) => ({
                name: OUTCOME_WORDS[outcome],
                color: OUTCOME_COLORS[outcome],
                value: formatCount(hovered[outcome]),
              }));
            return <ChartHover title={hovered.long} lines={lines.reverse()} />;
          }}
        />
        {present.map((outcome) => (
          <Bar
            key={outcome}
            dataKey={outcome}
            stackId="outcomes"
            fill={OUTCOME_COLORS[outcome]}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
