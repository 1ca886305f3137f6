import Link from "next/link";
import { Suspense } from "react";
import { LiveRefresh } from "@/components/live-refresh";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Sparkline } from "@/components/ui/sparkline";
import { removeKeyAction } from "@/lib/actions/keys";
import type { AccountContext } from "@/lib/context";
import { formatCount } from "@/lib/format/number";
import { keyActivity } from "@/lib/keys/activity";
import { maskedKey } from "@/lib/keys/format";
import type { KeyView } from "@/lib/keys/list";
import type { Rotation } from "@/lib/keys/rotate";
import { DiscardReplacement } from "./discard-replacement";

interface DeployStepProps {
  ctx: AccountContext;
  rotation: Rotation & { replacement: KeyView };
}

/** Put the new key into service and watch the traffic move over. */
export function DeployStep({ ctx, rotation: { old, replacement, sharesBudget } }: DeployStepProps) {
  return (
    <div className="space-y-4">
      <p className="max-w-[75ch] text-sm">
        Put <strong className="font-medium">{replacement.alias}</strong> wherever{" "}
        <strong className="font-medium">{old.alias}</strong> is configured. Both work for now
        {sharesBudget ? ", and draw on one budget" : ""}. Go on when the old key has gone quiet.
      </p>
      <Suspense fallback={<Skeleton className="h-44" />}>
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

interface TrafficProps {
  ctx: AccountContext;
  old: KeyView;
  replacement: KeyView;
}

async function Traffic({ ctx, old, replacement }: TrafficProps) {
  const [ofOld, ofNew] = await Promise.all(
    [old, replacement].map(({ id }) => keyActivity({ ctx, input: { id } })),
  );
  return (
    <div className="space-y-3">
      <UseOfKey label="old" keyView={old} activity={ofOld!} />
      <UseOfKey label="new" keyView={replacement} activity={ofNew!} />
      <StillOnOldKey addresses={ofOld!.addresses} />
    </div>
  );
}

interface UseOfKeyProps {
  label: "old" | "new";
  keyView: KeyView;
  activity: Awaited<ReturnType<typeof keyActivity>>;
}

function UseOfKey({ label, keyView, activity: { last, byHour } }: UseOfKeyProps) {
  const agent = last?.userAgent ? ` (${last.userAgent.slice(0, 60)})` : "";
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-md bg-surface-2 px-3 py-2.5">
      <span className="w-8 text-xs text-muted">{label}</span>
      <span className="min-w-0 text-sm font-medium break-words">
        {keyView.alias}{" "}
        <span className="font-mono text-xs font-normal text-muted">{maskedKey(keyView)}</span>
      </span>
      <Sparkline counts={byHour} label={`Requests with the ${label} key in the last 24 hours`} />
      <p className="w-full text-[13px] text-muted sm:pl-12">
        {last ? (
          <>
            last used <RelativeTime at={last.at} />
            {last.ip && (
              <>
                {" "}
                by <span className="font-mono text-xs">{last.ip}</span>
              </>
            )}
            {agent},{" "}
            <span className="font-mono text-xs break-all">{`${last.method} ${last.path}`}</span>
          </>
        ) : keyView.lastUsedAt ? (
          <>
            last used <RelativeTime at={keyView.lastUsedAt} />
          </>
        ) : (
          "not used yet"
        )}
      </p>
    </div>
  );
}

function StillOnOldKey({ addresses }: { addresses: { ip: string | null; requests: number }[] }) {
  if (addresses.length === 0) {
    return <Notice tone="ok">Nobody has used the old key in the last hour.</Notice>;
  }
  return (
    <Notice tone="warn">
      Still on the old key in the last hour:{" "}
      {addresses
        .map(
          ({ ip, requests }) =>
            `${ip ?? "unknown address"} (${formatCount(requests)} ${requests === 1 ? "request" : "requests"})`,
        )
        .join(", ")}
      .
    </Notice>
  );
}
