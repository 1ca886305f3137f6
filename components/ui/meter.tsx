import { formatCount, formatPercent } from "@/lib/format/number";
import { cn } from "./cn";

interface MeterProps {
  /** Names what is measured, for example "Daily quota". */
  label: string;
  used: number;
  limit: number;
  className?: string;
}

/** How much of a quota is used: amber over 80 %, red when it is reached. */
export function Meter({ label, used, limit, className }: MeterProps) {
  const share = limit > 0 ? Math.min(used / limit, 1) : 1;
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={limit}
      aria-valuenow={Math.min(used, limit)}
      aria-valuetext={`${formatCount(used)} of ${formatCount(limit)} used, ${formatPercent(used, limit)}`}
      className={cn("h-1.5 w-full overflow-hidden rounded-full bg-surface-2", className)}
    >
      <div
        className={cn(
          "h-full rounded-full",
          share >= 1 ? "bg-bad" : share > 0.8 ? "bg-warn" : "bg-ok",
        )}
        style={{ width: `${Math.max(share * 100, used > 0 ? 2 : 0)}%` }}
      />
    </div>
  );
}
