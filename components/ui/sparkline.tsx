import { formatCount } from "@/lib/format/number";
import { cn } from "./cn";

interface SparklineProps {
  /** What each bar counts, the present one last. */
  counts: number[];
  /** Says what the bars are, for those who cannot see them; the sum is added. */
  label: string;
  className?: string;
}

const BAR_WIDTH = 4;
const GAP = 1;
const HEIGHT = 20;

/** Counts over time as bars so small that they need no axis. */
export function Sparkline({ counts, label, className }: SparklineProps) {
  const highest = Math.max(...counts, 1);
  const width = counts.length * (BAR_WIDTH + GAP) - GAP;
  const sum = counts.reduce((total, n) => total + n, 0);
  return (
    <svg
      role="img"
      aria-label={`${label}: ${formatCount(sum)}`}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={cn("h-5 w-24", className)}
    >
      <title>{formatCount(sum)}</title>
      {counts.map((n, index) => {
        // An hour without requests is a hairline, so that none and few do not look the same.
        const height = n === 0 ? 1 : Math.max(2.5, (n / highest) * HEIGHT);
        return (
          <rect
            key={index}
            x={index * (BAR_WIDTH + GAP)}
            y={HEIGHT - height}
            width={BAR_WIDTH}
            height={height}
            className={n === 0 ? "fill-border" : "fill-accent"}
          />
        );
      })}
    </svg>
  );
}
