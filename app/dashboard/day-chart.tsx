import "@/components/charts/outcome-colors.css";
import { bucketWords } from "@/components/charts/bucket-words";
import { OutcomeShape, type ShapeName } from "@/components/charts/outcome-shape";
import { formatCount } from "@/lib/format/number";
import {
  DAY_OUTCOMES,
  type DayCounts,
  dayCounts,
  type DayOutcome,
  segmentsOf,
} from "@/lib/attention/day";
import type { TrafficReport } from "@/lib/usage/schema";

const LOOKS: Record<DayOutcome, { words: string; shape: ShapeName; color: string }> = {
  ok: { words: "Succeeded", shape: "circle", color: "var(--outcome-ok)" },
  client_error: {
    words: "Endpoint 4xx",
    shape: "triangle",
    color: "var(--outcome-client-error)",
  },
  server_error: {
    words: "Endpoint 5xx",
    shape: "diamond",
    color: "var(--outcome-server-error)",
  },
  refused: { words: "Refused by us", shape: "square", color: "var(--outcome-refused)" },
};

/** What the chart's colours mean, with the day's counts. */
export function DayLegend({ counts }: { counts: DayCounts }) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-xs text-muted">
      {DAY_OUTCOMES.map((outcome) => {
        const { words, shape, color } = LOOKS[outcome];
        return (
          <li key={outcome} className="flex items-center gap-1.5">
            <span className="flex" style={{ color }}>
              <OutcomeShape name={shape} />
            </span>
            {words}
            <b className="font-semibold text-foreground tabular-nums">
              {formatCount(counts[outcome])}
            </b>
          </li>
        );
      })}
    </ul>
  );
}

const HOURS = 24;
const HOUR_MS = 3_600_000;
const HEIGHT = 56;
/** In units of the drawing, which is stretched to its place. */
const SLOT = 10;
const BAR = 9;
/** Hours that the axis names. */
const NAMED_EVERY = 6;

/** The day by the hour, those to come as a hairline; the usage page, where the heading leads, has it as a table. */
export function DayChart({ report }: { report: TrafficReport }) {
  const { buckets, timeZone } = report;
  const slots = Math.max(HOURS, buckets.length);
  const most = Math.max(...buckets.map(({ requests }) => requests), 1);
  const firstMs = Date.parse(buckets[0]?.start ?? report.from);
  const named = Array.from({ length: Math.ceil(slots / NAMED_EVERY) }, (_, i) => i * NAMED_EVERY);
  return (
    <div className="min-w-0 space-y-1">
      <svg
        role="img"
        aria-label={`Requests by the hour: ${formatCount(report.total.requests)} since midnight, ${formatCount(most)} in the busiest hour at most`}
        viewBox={`0 0 ${slots * SLOT} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-14 w-full"
      >
        {Array.from({ length: slots }, (_, slot) => {
          const bucket = buckets[slot];
          const x = slot * SLOT;
          if (!bucket || bucket.requests === 0) {
            return (
              <rect
                key={slot}
                x={x}
                y={HEIGHT - 1}
                width={BAR}
                height={1}
                className="fill-border"
              />
            );
          }
          const title = `${bucketWords(bucket.start, "24h", timeZone).short}: ${formatCount(bucket.requests)}`;
          return (
            <g key={slot}>
              <title>{title}</title>
              {segmentsOf(dayCounts(bucket.outcomes), { most, heightPx: HEIGHT }).map(
                ({ outcome, y, height }) => (
                  <rect
                    key={outcome}
                    x={x}
                    y={y}
                    width={BAR}
                    height={height}
                    style={{ fill: LOOKS[outcome].color }}
                  />
                ),
              )}
            </g>
          );
        })}
      </svg>
      <div
        aria-hidden
        className="grid text-xs text-muted tabular-nums"
        style={{ gridTemplateColumns: `repeat(${named.length}, minmax(0, 1fr))` }}
      >
        {named.map((hour) => (
          <span key={hour}>
            {bucketWords(new Date(firstMs + hour * HOUR_MS).toISOString(), "24h", timeZone).short}
          </span>
        ))}
      </div>
    </div>
  );
}
