import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Meter } from "@/components/ui/meter";
import { planStanding } from "@/lib/plans/standing";
import { requireAccount } from "@/lib/auth/session";
import { formatCount } from "@/lib/format/number";
import { accountContext } from "../account-context";

/** The plan's limits, and how close the last 24 hours came to them. */
export async function PlanLimits() {
  const { account } = await requireAccount();
  const { db } = await accountContext();
  const { plan, peaks } = await planStanding({ db, accountId: account.id }, account.plan);
  return (
    <div className="space-y-4">
      <p className="flex items-center gap-2 text-sm">
        You are on <Badge tone="accent">{plan.name}</Badge>
        <span className="ml-auto text-[13px] text-muted">last 24 hours</span>
      </p>
      <Limit label="Busiest second" used={peaks.perSecond} limit={plan.perSecond} unit="second" />
      <Limit label="Busiest minute" used={peaks.perMinute} limit={plan.perMinute} unit="minute" />
      <p className="text-[13px] text-pretty text-muted">
        {peaks.refused === 0 ? (
          "No request was turned away by these limits in the last 24 hours."
        ) : (
          <>
            {formatCount(peaks.refused)} {peaks.refused === 1 ? "request was" : "requests were"}{" "}
            turned away in the last 24 hours.{" "}
            <Link href="/docs/error-handling" className="text-accent underline underline-offset-4">
              What callers should do
            </Link>
          </>
        )}
      </p>
    </div>
  );
}

interface LimitProps {
  label: string;
  used: number;
  /** Null for none. */
  limit: number | null;
  unit: string;
}

function Limit({ label, used, limit, unit }: LimitProps) {
  return (
    <div className="space-y-1.5">
      <div className="flex items-baseline justify-between gap-4 text-sm">
        <span>{label}</span>
        <span className="shrink-0 font-mono tabular-nums">
          {formatCount(used)} / {limit === null ? "no limit" : formatCount(limit)}
          <span className="sr-only"> a {unit}</span>
        </span>
      </div>
      {limit !== null && <Meter label={label} used={used} limit={limit} />}
    </div>
  );
}
