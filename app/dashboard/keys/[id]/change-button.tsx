"use client";

import { type ComponentProps, useTransition } from "react";
import { toast } from "sonner";
import { askServer } from "@/components/ask-server";
import { Button } from "@/components/ui/button";
import type { UpdateKeyAction } from "@/components/use-key-switch";
import type { UpdateKey } from "@/lib/keys/schema";

interface ChangeButtonProps extends Pick<ComponentProps<typeof Button>, "size" | "variant"> {
  /** What is changed of which key. */
  input: UpdateKey;
  words: string;
  updateAction: UpdateKeyAction;
}

/** Changes a key in one way; the page then shows what is true. */
export function ChangeButton({ input, words, updateAction, ...props }: ChangeButtonProps) {
  const [isPending, startTransition] = useTransition();
  const change = () =>
    startTransition(async () => {
      const result = await askServer(updateAction, input);
      if (!result.ok) toast.error(result.message);
    });
  return (
    <Button pending={isPending} onClick={change} {...props}>
      {words}
    </Button>
  );
}
