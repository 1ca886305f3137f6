"use client";

import { useRouter } from "next/navigation";
import { useId, useOptimistic, useTransition } from "react";
import { toast } from "sonner";
import type { Proof } from "@/components/forms/proof";
import { useProof } from "@/components/forms/use-proof";
import { useIsBrowser } from "@/components/ui/use-is-browser";
import { setAsksForProof } from "@/lib/actions/account";

/** Whether people of the account show again who they are before a key is made, rotated or given more. */
export function ProofSwitch({ on, proof }: { on: boolean; proof: Proof }) {
  const id = useId();
  const router = useRouter();
  const [ask, proofDialog] = useProof(proof);
  const [isOn, showOn] = useOptimistic(on);
  const [, startTransition] = useTransition();
  // It acts at once, so a click before this script runs would be put back without a word.
  const isReady = useIsBrowser();

  const change = (wanted: boolean) =>
    startTransition(async () => {
      showOn(wanted);
      const result = await ask(setAsksForProof, { on: wanted });
      if (!result.ok) toast.error(result.message);
      router.refresh();
    });

  return (
    <div className="space-y-1">
      <label className="flex items-center gap-2 text-sm font-medium">
        <input
          type="checkbox"
          checked={isOn}
          disabled={!isReady}
          onChange={(event) => change(event.target.checked)}
          aria-describedby={id}
          className="size-4 accent-accent"
        />
        Ask again before keys are made
      </label>
      <p id={id} className="text-[13px] text-pretty text-muted">
        You enter your password or a code before a key is made or rotated, or its quotas are raised.
        Within ten minutes you are not asked again.
      </p>
      {proofDialog}
    </div>
  );
}
