"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatCount, formatShort } from "@/lib/format/number";
import type { Range, TrafficBucket } from "@/lib/usage/schema";
import { AXIS, EVEN, GRID, HEIGHT, MARGIN, timeAxis } from "./axis-style";
import { bucketWords } from "./bucket-words";
import { ChartHover } from "./chart-hover";
import { ChartOrTable } from "./chart-or-table";
import { FiguresTable } from "./figures-table";
import { niceAxis } from "./nice-ticks";

interface CreditsChartProps {
  buckets: Array<Pick<TrafficBucket, "start" | "credits">>;
  total: number;
  range: Range;
  timeZone: string;
}

/** Credits charged over time. */
export function CreditsChart({ buckets, total, range, timeZone }: CreditsChartProps) {
  const data = buckets.map(({ start, credits }) => ({
    start,
    ...bucketWords(start, range, timeZone),
    credits,
  }));
  return (
    <ChartOrTable
      title="Credits"
      description={`${formatCount(total)} charged`}
      chart={
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <BarChart data={data} margin={MARGIN} barCategoryGap="18%" accessibilityLayer={false}>
            <CartesianGrid {...GRID} />
            <XAxis {...AXIS} {...EVEN} {...timeAxis(buckets, range, timeZone)} />
            <YAxis
              {...AXIS}
              width={44}
              {...niceAxis(buckets.map(({ credits }) => credits))}
              tickFormatter={formatShort}
            />
            <Tooltip
              cursor={{ fill: "var(--surface-2)" }}
              isAnimationActive={false}
              content={({ active, payload }) => {
                const hovered = payload?.[0]?.payload as (typeof data)[number] | undefined;
                if (!active || !hovered) return null;
                const value = formatCount(hovered.credits);
                return (
                  <ChartHover
                    title={hovered.long}
                    lines={[{ name: "Credits", color: "var(--accent)", value }]}
                  />
                );
              }}
            />
            <Bar dataKey="credits" fill="var(--accent)" isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      }
      table={
        <FiguresTable
          caption="Credits over time"
          columns={["From", "Credits"]}
          rows={buckets.map(({ start, credits }) => ({
            id: start,
            name: bucketWords(start, range, timeZone).long,
            figures: [formatCount(credits)],
          }))}
          total={{ name: "Sum", figures: [formatCount(total)] }}
        />
      }
    />
  );
}
