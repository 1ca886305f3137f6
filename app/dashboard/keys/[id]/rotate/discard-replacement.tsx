"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { toast } from "sonner";
import type { RemoveKeyAction } from "@/components/delete-key-dialog";
import { askServer } from "@/components/ask-server";
import { Button } from "@/components/ui/button";

interface DiscardReplacementProps {
  id: string;
  alias: string;
  removeAction: RemoveKeyAction;
}

/** For whom the secret was lost: the replacement goes, and the wizard is at its first step again. */
export function DiscardReplacement({ id, alias, removeAction }: DiscardReplacementProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const discard = () =>
    startTransition(async () => {
      const result = await askServer(removeAction, { id });
      if (!result.ok) return void toast.error(result.message);
      toast.success(`${alias} is deleted; start again`);
      router.refresh();
    });
  return (
    <Button variant="ghost" pending={isPending} onClick={discard}>
      Lost it? Discard and start again
    </Button>
  );
}
