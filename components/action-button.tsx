"use client";

import { useRouter } from "next/navigation";
import { useTransition, type ComponentProps } from "react";
import { toast } from "sonner";
import { Button } from "./ui/button";
import type { ActionResult } from "@/lib/actions/result";

interface ActionButtonProps extends Omit<ComponentProps<typeof Button>, "onClick" | "pending"> {
  /** A server action with its input bound. */
  action: () => Promise<ActionResult<unknown>>;
  /** What to say when it is done. */
  done: string;
}

/** A button that does one thing on the server, says how it went, and shows what is true then. */
export function ActionButton({ action, done, ...props }: ActionButtonProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();

  const run = () =>
    startTransition(async () => {
      const result = await action().catch(() => null);
      if (result?.ok) toast.success(done);
      else toast.error(result?.message ?? "The server did not answer. Try again.");
      router.refresh();
    });

  return <Button size="sm" pending={isPending} onClick={run} {...props} />;
}
