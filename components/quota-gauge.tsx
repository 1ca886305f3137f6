import { formatCount, formatPercent } from "@/lib/format/number";
import { tightestQuota } from "@/lib/format/key-status";
import type { KeyView } from "@/lib/keys/list";
import { Meter } from "./ui/meter";

interface QuotaGaugeProps {
  keyView: Pick<KeyView, "quotas" | "used">;
}

/** The quota that will stop a key first, in one line. */
export function QuotaGauge({ keyView }: QuotaGaugeProps) {
  const quota = tightestQuota(keyView);
  if (!quota) return <span className="text-muted">no quota</span>;
  const { name, used, limit } = quota;
  return (
    <span
      className="flex items-center gap-2 text-[13px]"
      title={`${formatCount(used)} of ${formatCount(limit)}`}
    >
      <span className="w-14 shrink-0 text-muted">{name}</span>
      <Meter label={`${name} use`} used={used} limit={limit} className="w-16" />
      <span className="font-mono text-xs whitespace-nowrap tabular-nums">
        {formatPercent(used, limit)}
      </span>
    </span>
  );
}
