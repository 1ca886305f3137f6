import Link from "next/link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatCount } from "@/lib/format/number";
import { formatClock } from "@/lib/format/time";
import { quotasAhead } from "@/lib/keys/quotas-ahead";
import { accountContext } from "../account-context";
import { databaseNow } from "@/lib/time/database-time";

const SHOWN = 5;

/** Which quotas are reached soon if traffic goes on as it is; nothing where none is. */
export async function QuotasAheadCard({ timeZone }: { timeZone: string }) {
  const ahead = await quotasAhead(await accountContext());
  const now = new Date(databaseNow());
  return (
    <Card aria-label="Quotas ahead">
      <CardHeader title="Quotas ahead" description="Within 24 hours, at the present rate" />
      <CardBody>
        {ahead.length === 0 ? (
          <p className="text-sm text-muted">At this rate, no further quota is reached.</p>
        ) : (
          <ul className="space-y-1.5 text-sm">
            {ahead.slice(0, SHOWN).map(({ keyId, alias, quota, used, limit, reachedAt }) => (
              <li key={`${keyId} ${quota}`} className="flex flex-wrap gap-x-3">
                <Link href={`/dashboard/keys/${keyId}`} className="text-accent underline">
                  {alias}
                </Link>
                <span>
                  {`At this rate, the ${quota} quota is reached at ${formatClock(reachedAt, now.getTime(), timeZone)}`}
                </span>
                <span className="text-muted tabular-nums">
                  {`${formatCount(used)} of ${formatCount(limit)}`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  );
}
