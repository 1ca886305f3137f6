import Link from "next/link";
import { Suspense } from "react";
import { LiveRefresh } from "@/components/live-refresh";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ExactTime, RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { updateKeyAction } from "@/lib/actions/keys";
import type { AccountContext } from "@/lib/context";
import { whyRefused } from "@/lib/format/rotation-words";
import type { KeyView } from "@/lib/keys/list";
import { serverNow } from "../../../server-now";
import { ChangeButton } from "../change-button";
import { DeactivateForm } from "./deactivate-form";
import { Silence } from "./silence";

interface DeactivateStepProps {
  ctx: AccountContext;
  old: KeyView;
  replacement: KeyView;
}

/** Switch the old key off, now or later; every way of doing it can be undone here. */
export async function DeactivateStep({ ctx, old, replacement }: DeactivateStepProps) {
  if (!old.active) {
    return (
      <div className="space-y-4">
        <Notice tone="ok" role="status" takesFocus>
          Rotation done: {old.alias} is inactive, {replacement.alias} works in its place.
        </Notice>
        <div className="flex flex-wrap gap-2">
          <Button asChild variant="primary">
            <Link href={`/dashboard/keys/${replacement.id}`}>Go to {replacement.alias}</Link>
          </Button>
          <ChangeButton
            input={{ id: old.id, active: true }}
            words={`Reactivate ${old.alias}`}
            updateAction={updateKeyAction}
          />
        </div>
      </div>
    );
  }
  const why = whyRefused(old, await serverNow());
  if (old.deactivateAt) {
    return (
      <div className="space-y-4">
        <Notice tone="warn" role="status" takesFocus>
          {old.alias} goes inactive <RelativeTime at={old.deactivateAt} />, at{" "}
          <ExactTime at={old.deactivateAt} />.{" "}
          {why === null
            ? "Until then both keys work."
            : `Requests with it are refused already: it ${why}.`}
        </Notice>
        <Suspense fallback={<Skeleton className="h-9" />}>
          <Silence ctx={ctx} old={old} replacement={replacement} />
        </Suspense>
        <LiveRefresh />
        <ChangeButton
          input={{ id: old.id, deactivateAt: null }}
          words="Take back the date"
          updateAction={updateKeyAction}
        />
      </div>
    );
  }
  return (
    <div className="space-y-4">
      <Suspense fallback={<Skeleton className="h-9" />}>
        <Silence ctx={ctx} old={old} replacement={replacement} />
      </Suspense>
      <p className="text-sm text-pretty text-muted">
        {why === null
          ? `Requests with ${old.alias} are rejected from that moment on.`
          : `Requests with ${old.alias} are refused already: it ${why}.`}{" "}
        Its log entries stay, and you can take it back.
      </p>
      <LiveRefresh />
      <DeactivateForm id={old.id} updateAction={updateKeyAction} />
      <Button asChild variant="ghost">
        <Link href={`/dashboard/keys/${old.id}/rotate`}>Back to the traffic</Link>
      </Button>
    </div>
  );
}
