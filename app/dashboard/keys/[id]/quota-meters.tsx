import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Meter } from "@/components/ui/meter";
import { QUOTA_NAMES, type QuotaName } from "@/lib/errors";
import { formatCount, formatPercent } from "@/lib/format/number";
import type { KeyView } from "@/lib/keys/list";

const WINDOWS: Record<QuotaName, string> = {
  total: "Ever",
  daily: "Last 24 hours",
  weekly: "Last 7 days",
  monthly: "Last 30 days",
};

interface QuotaMetersProps {
  keyView: Pick<KeyView, "quotas" | "used">;
}

/** Every window's use, with a meter where it is capped. */
export function QuotaMeters({ keyView: { quotas, used } }: QuotaMetersProps) {
  const isCapped = QUOTA_NAMES.some((name) => quotas[name] !== null);
  return (
    <Card aria-labelledby="quotas">
      <CardHeader
        id="quotas"
        title="Quotas"
        description={
          isCapped
            ? "Requests that passed every check count; rejected ones do not."
            : "Nothing is capped. Set a quota in the settings to cap it."
        }
      />
      <CardBody className="space-y-4">
        {QUOTA_NAMES.map((name) => (
          <Window key={name} name={name} used={used[name]} limit={quotas[name]} />
        ))}
      </CardBody>
    </Card>
  );
}

function Window({ name, used, limit }: { name: QuotaName; used: number; limit: number | null }) {
  const remaining = limit === null ? null : Math.max(limit - used, 0);
  return (
    <div className="space-y-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-[13px]">
        <span>
          {WINDOWS[name]} <span className="text-muted">({name})</span>
        </span>
        <span className="font-mono tabular-nums">
          {formatCount(used)}
          <span className="text-muted">
            {limit === null ? " used, no cap" : ` / ${formatCount(limit)}`}
          </span>
        </span>
      </div>
      {limit !== null && (
        <>
          <Meter label={`${WINDOWS[name]}: requests used`} used={used} limit={limit} />
          <p className="text-xs text-muted">
            {remaining === 0 ? (
              <span className="font-medium text-bad">
                Quota reached: requests are rejected
                {name === "total" ? " until it is raised." : " until older ones leave the window."}
              </span>
            ) : (
              `${formatCount(remaining ?? 0)} remaining, ${formatPercent(used, limit)} used`
            )}
          </p>
        </>
      )}
    </div>
  );
}
