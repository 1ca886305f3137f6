"use client";

import "./outcome-colors.css";
import {
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatCount, formatDuration } from "@/lib/format/number";
import type { Range, TrafficSum } from "@/lib/usage/schema";
import { AXIS, EVEN, GRID, HEIGHT, MARGIN, timeAxis } from "./axis-style";
import { bucketWords } from "./bucket-words";
import { ChartHover } from "./chart-hover";
import { ChartOrTable } from "./chart-or-table";
import { FiguresTable } from "./figures-table";
import { niceAxis } from "./nice-ticks";

const LINES = [
  { field: "p50Ms", name: "p50", color: "var(--latency-p50)" },
  { field: "p95Ms", name: "p95", color: "var(--latency-p95)" },
  { field: "p99Ms", name: "p99", color: "var(--latency-p99)" },
] as const;

const show = (ms: number | null) => (ms === null ? "–" : formatDuration(ms));

type Measured = Pick<TrafficSum, "admitted" | "ttfb">;

/** All of an axis in one unit, that of its highest tick: "0 s", "0.5 s", "1 s". */
const tickWords = (highestMs: number) => (ms: number) =>
  highestMs >= 1_000 ? `${ms / 1_000} s` : `${ms} ms`;

interface LatencyChartProps {
  buckets: Array<Measured & { start: string }>;
  total: Measured;
  /** By how much a figure may be off, in words. */
  error: string;
  range: Range;
  timeZone: string;
}

/** Time to first byte of admitted requests: what half, 95 % and 99 % of them stayed under. */
export function LatencyChart({ buckets, total, error, range, timeZone }: LatencyChartProps) {
  const data = buckets.map((bucket) => ({
    start: bucket.start,
    ...bucketWords(bucket.start, range, timeZone),
    ...bucket.ttfb,
  }));
  const axis = niceAxis(buckets.map(({ ttfb }) => ttfb.p99Ms ?? 0));
  const figures = (bucket: Measured) => [
    ...LINES.map(({ field }) => show(bucket.ttfb[field])),
    formatCount(bucket.admitted),
  ];
  return (
    <ChartOrTable
      title="Time to first byte"
      description={
        <span className="flex flex-wrap gap-x-4 gap-y-0.5">
          {LINES.map(({ field, name, color }) => (
            <span key={name} className="inline-flex items-center gap-1.5">
              <span className="h-0.5 w-3" style={{ background: color }} />
              {name} {show(total.ttfb[field])}
            </span>
          ))}
          <span>of admitted requests, {error}</span>
        </span>
      }
      chart={
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <LineChart data={data} margin={MARGIN} accessibilityLayer={false}>
            <CartesianGrid {...GRID} />
            <XAxis {...AXIS} {...EVEN} {...timeAxis(buckets, range, timeZone)} />
            <YAxis {...AXIS} width={64} {...axis} tickFormatter={tickWords(axis.domain[1])} />
            <Tooltip
              cursor={{ stroke: "var(--border)" }}
              isAnimationActive={false}
              content={({ active, payload }) => {
                const hovered = payload?.[0]?.payload as (typeof data)[number] | undefined;
                if (!active || !hovered) return null;
                const lines = LINES.map(({ field, name, color }) => ({
                  name,
                  color,
                  value: show(hovered[field]),
                }));
                return <ChartHover title={hovered.long} lines={lines.reverse()} />;
              }}
            />
            {LINES.map(({ field, name, color }) => (
              <Line
                key={field}
                dataKey={field}
                name={name}
                stroke={color}
                strokeWidth={1.75}
                // A lone bucket between empty ones would be no line at all.
                dot={{ r: 1.5, fill: color, strokeWidth: 0 }}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      }
      table={
        <FiguresTable
          caption="Time to first byte over time"
          columns={["From", "p50", "p95", "p99", "Admitted"]}
          rows={buckets.map((bucket) => ({
            id: bucket.start,
            name: bucketWords(bucket.start, range, timeZone).long,
            figures: figures(bucket),
          }))}
          total={{ name: "All", figures: figures(total) }}
        />
      }
    />
  );
}
