"use client";

import { useTransition } from "react";
import { toast } from "sonner";
import { askServer } from "@/components/ask-server";
import { Button } from "@/components/ui/button";
import type { UpdateKeyAction } from "@/components/use-key-switch";
import type { UpdateKey } from "@/lib/keys/schema";

interface UndoButtonProps {
  input: UpdateKey;
  words: string;
  updateAction: UpdateKeyAction;
}

export function UndoButton({ input, words, updateAction }: UndoButtonProps) {
  const [isPending, startTransition] = useTransition();
  const undo = () =>
    startTransition(async () => {
      const result = await askServer(updateAction, input);
      if (!result.ok) toast.error(result.message);
    });
  return (
    <Button pending={isPending} onClick={undo}>
      {words}
    </Button>
  );
}
