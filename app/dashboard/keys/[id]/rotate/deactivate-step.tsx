import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ExactTime, RelativeTime } from "@/components/ui/relative-time";
import { updateKeyAction } from "@/lib/actions/keys";
import type { KeyView } from "@/lib/keys/list";
import { DeactivateForm } from "./deactivate-form";
import { UndoButton } from "./undo-button";

interface DeactivateStepProps {
  old: KeyView;
  replacement: KeyView;
}

/** Switch the old key off, now or later; every way of doing it can be undone here. */
export function DeactivateStep({ old, replacement }: DeactivateStepProps) {
  if (!old.active) {
    return (
      <div className="space-y-4">
        <Notice tone="ok" role="status">
          Rotation done: {old.alias} is inactive, {replacement.alias} works in its place.
        </Notice>
        <div className="flex flex-wrap gap-2">
          <Button asChild variant="primary">
            <Link href={`/dashboard/keys/${replacement.id}`}>Go to {replacement.alias}</Link>
          </Button>
          <UndoButton
            input={{ id: old.id, active: true }}
            words={`Reactivate ${old.alias}`}
            updateAction={updateKeyAction}
          />
        </div>
      </div>
    );
  }
  if (old.deactivateAt) {
    return (
      <div className="space-y-4">
        <Notice tone="warn" role="status">
          {old.alias} goes inactive <RelativeTime at={old.deactivateAt} />, at{" "}
          <ExactTime at={old.deactivateAt} />. Until then both keys work.
        </Notice>
        <UndoButton
          input={{ id: old.id, deactivateAt: null }}
          words="Take back the date"
          updateAction={updateKeyAction}
        />
      </div>
    );
  }
  return (
    <div className="space-y-4">
      <p className="text-sm text-muted">
        Last used: {old.lastUsedAt ? <RelativeTime at={old.lastUsedAt} /> : "never"}. Requests with{" "}
        {old.alias} are rejected from that moment on. Its log entries stay, and you can reactivate
        it.
      </p>
      <DeactivateForm id={old.id} updateAction={updateKeyAction} />
      <Button asChild variant="ghost">
        <Link href={`/dashboard/keys/${old.id}/rotate`}>Back to the traffic</Link>
      </Button>
    </div>
  );
}
