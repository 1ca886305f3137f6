"use client";

import "./outcome-colors.css";
import dynamic from "next/dynamic";
import { useIsBrowser } from "@/components/ui/use-is-browser";
import { formatCount } from "@/lib/format/number";
import { OUTCOME_WORDS, OUTCOMES } from "@/lib/format/outcome";
import type { Range, TrafficSum } from "@/lib/usage/schema";
import { HEIGHT } from "./axis-style";
import { bucketWords } from "./bucket-words";
import { ChartOrTable } from "./chart-or-table";
import { FiguresTable } from "./figures-table";
import { OUTCOME_COLORS } from "./outcome-colors";

/** The chart's library is not in the page's first scripts. */
const LazyPlot = dynamic(() => import("./outcomes-plot").then((module) => module.OutcomesPlot), {
  ssr: false,
  loading: () => <div style={{ height: HEIGHT }} />,
});

type Counted = Pick<TrafficSum, "outcomes" | "requests">;

interface OutcomesChartProps {
  buckets: Array<Counted & { start: string }>;
  total: Counted;
  range: Range;
  timeZone: string;
}

/**
 * Requests over time, stacked by how they ended. Its head is the server's, since outcomes wrap into
 * as many lines as there are: a skeleton would not know how many.
 */
export function OutcomesChart({ buckets, total, range, timeZone }: OutcomesChartProps) {
  const present = OUTCOMES.filter((outcome) => outcome === "ok" || total.outcomes[outcome] > 0);
  const isBrowser = useIsBrowser();
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
              <span className="size-2 rounded-xs" style={{ background: OUTCOME_COLORS[outcome] }} />
              {OUTCOME_WORDS[outcome]} {formatCount(total.outcomes[outcome])}
            </span>
          ))}
        </span>
      }
      chart={<LazyPlot {...{ buckets, present, range, timeZone }} />}
      // Many figures, and nobody sees them yet: the server need not say them.
      table={
        isBrowser && (
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
        )
      }
    />
  );
}
