import Link from "next/link";
import { Suspense } from "react";
import { LiveRefresh } from "@/components/live-refresh";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { removeKeyAction } from "@/lib/actions/keys";
import type { AccountContext } from "@/lib/context";
import { QUOTA_NAMES } from "@/lib/quota-windows";
import type { KeyView } from "@/lib/keys/list";
import type { Rotation } from "@/lib/keys/rotate";
import { DiscardReplacement } from "./discard-replacement";
import { Traffic } from "./traffic";

interface DeployStepProps {
  ctx: AccountContext;
  rotation: Rotation & { replacement: KeyView };
}

/** Put the new key into service and watch the traffic move over. */
export function DeployStep({ ctx, rotation }: DeployStepProps) {
  const { old, replacement } = rotation;
  return (
    <div className="space-y-4">
      <p className="max-w-[75ch] text-sm text-pretty">
        Put <strong className="font-medium">{replacement.alias}</strong> wherever{" "}
        <strong className="font-medium">{old.alias}</strong> is configured. {budgetWords(rotation)}{" "}
        Go on when the old key has gone quiet; this page looks again every few seconds.
      </p>
      <Suspense fallback={<Skeleton className="h-72" />}>
        <Traffic ctx={ctx} old={old} replacement={replacement} />
      </Suspense>
      <LiveRefresh />
      <div className="flex flex-wrap items-center gap-2">
        <Button asChild variant="primary">
          <Link href={`/dashboard/keys/${old.id}/rotate?step=deactivate`}>Continue</Link>
        </Button>
        {!replacement.everUsed && (
          <DiscardReplacement
            id={replacement.id}
            alias={replacement.alias}
            removeAction={removeKeyAction}
          />
        )}
      </div>
    </div>
  );
}

/** Whether the quotas hold for the two together: nobody is to find out from a bill. */
function budgetWords({ old, sharesBudget }: Rotation): string {
  if (sharesBudget) return "Both work for now, and draw on one budget.";
  const isCapped = QUOTA_NAMES.some((name) => old.quotas[name] !== null);
  return isCapped
    ? "Both work for now, each with quotas of its own: together they may make up to twice as many requests until the old one is off."
    : "Both work for now.";
}
