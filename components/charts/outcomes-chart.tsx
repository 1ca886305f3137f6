"use client";

import "./outcome-colors.css";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatCount, formatShort } from "@/lib/format/number";
import {
  type Outcome,
  OUTCOME_WORDS,
  OUTCOMES,
  type Range,
  type TrafficSum,
} from "@/lib/usage/schema";
import { AXIS, EVEN, GRID, HEIGHT, MARGIN, timeAxis } from "./axis-style";
import { bucketWords } from "./bucket-words";
import { ChartHover } from "./chart-hover";
import { ChartOrTable } from "./chart-or-table";
import { FiguresTable } from "./figures-table";
import { niceAxis } from "./nice-ticks";

const COLORS: Record<Outcome, string> = {
  ok: "var(--outcome-ok)",
  client_error: "var(--outcome-client-error)",
  server_error: "var(--outcome-server-error)",
  rejected_plan: "var(--outcome-rejected-plan)",
  rejected_quota: "var(--outcome-rejected-quota)",
  rejected_key: "var(--outcome-rejected-key)",
  rejected_other: "var(--outcome-rejected-other)",
};

type Counted = Pick<TrafficSum, "outcomes" | "requests">;

interface OutcomesChartProps {
  buckets: Array<Counted & { start: string }>;
  total: Counted;
  range: Range;
  timeZone: string;
}

/** Requests over time, stacked by how they ended. */
export function OutcomesChart({ buckets, total, range, timeZone }: OutcomesChartProps) {
  const present = OUTCOMES.filter((outcome) => outcome === "ok" || total.outcomes[outcome] > 0);
  const data = buckets.map((bucket) => ({
    start: bucket.start,
    ...bucketWords(bucket.start, range, timeZone),
    ...bucket.outcomes,
  }));
  const time = timeAxis(
    data.map(({ start }) => start),
    range,
    timeZone,
  );
  const figures = (sum: Counted) => [
    ...present.map((outcome) => formatCount(sum.outcomes[outcome])),
    formatCount(sum.requests),
  ];
  return (
    <ChartOrTable
      title="Requests"
      description={
        <span className="flex flex-wrap gap-x-4 gap-y-0.5">
          {present.map((outcome) => (
            <span key={outcome} className="inline-flex items-center gap-1.5">
              <span className="size-2 rounded-xs" style={{ background: COLORS[outcome] }} />
              {OUTCOME_WORDS[outcome]} {formatCount(total.outcomes[outcome])}
            </span>
          ))}
        </span>
      }
      chart={
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <BarChart data={data} margin={MARGIN} barCategoryGap="18%" accessibilityLayer={false}>
            <CartesianGrid {...GRID} />
            <XAxis {...AXIS} {...EVEN} {...time} />
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
                    color: COLORS[outcome],
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
                fill={COLORS[outcome]}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      }
      table={
        <FiguresTable
          caption="Requests over time by outcome"
          columns={["From", ...present.map((outcome) => OUTCOME_WORDS[outcome]), "All"]}
          rows={buckets.map((bucket) => ({
            id: bucket.start,
            name: bucketWords(bucket.start, range, timeZone).long,
            figures: figures(bucket),
          }))}
          total={{ name: "Sum", figures: figures(total) }}
        />
      }
    />
  );
}
