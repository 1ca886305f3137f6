import Link from "next/link";
import { Suspense } from "react";
import { LiveRefresh } from "@/components/live-refresh";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { removeKeyAction } from "@/lib/actions/keys";
import type { AccountContext } from "@/lib/context";
import { whyRefused, workingKeysWords } from "@/lib/format/rotation-words";
import { QUOTA_NAMES } from "@/lib/quota-windows";
import type { KeyView } from "@/lib/keys/list";
import type { Rotation } from "@/lib/keys/rotate";
import { serverNow } from "../../../server-now";
import { DiscardReplacement } from "./discard-replacement";
import { Traffic } from "./traffic";

interface DeployStepProps {
  ctx: AccountContext;
  rotation: Rotation & { replacement: KeyView };
}

/** Put the new key into service and watch the traffic move over. */
export async function DeployStep({ ctx, rotation }: DeployStepProps) {
  const { old, replacement } = rotation;
  const nowMs = await serverNow();
  return (
    <div className="space-y-4">
      <p className="max-w-[75ch] text-sm text-pretty">
        Put <strong className="font-medium">{replacement.alias}</strong> wherever{" "}
        <strong className="font-medium">{old.alias}</strong> is configured.{" "}
        {budgetWords(rotation, nowMs)} Go on when the old key has gone quiet; this page looks again
        every few seconds.
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

/** Which keys work, and whether the quotas hold for the two together: nobody is to find out from a bill. */
function budgetWords({ old, sharesBudget }: Rotation, nowMs: number): string {
  const working = workingKeysWords(old, nowMs);
  if (sharesBudget) return `${working} They draw on one budget.`;
  const isCapped = QUOTA_NAMES.some((name) => old.quotas[name] !== null);
  if (!isCapped || whyRefused(old, nowMs) !== null) return working;
  return `${working} Each has quotas of its own: together they may make up to twice as many requests until the old one is off.`;
}
