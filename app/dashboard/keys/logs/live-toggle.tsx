"use client";

import { Radio } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { LOG_PARAMS } from "./log-params";

/** Shows new rows as they come. It begins at the newest row, and has no end. */
export function LiveToggle() {
  const [pending, startTransition] = useTransition();
  const [{ live }, setValues] = useQueryStates(LOG_PARAMS, { shallow: false, startTransition });
  const isLive = live === "1";
  return (
    <Button
      aria-pressed={isLive}
      aria-busy={pending || undefined}
      className={cn(isLive && "border-accent bg-accent-soft text-accent hover:bg-accent-soft")}
      onClick={() =>
        void setValues(isLive ? { live: null } : { live: "1", cursor: null, to: null })
      }
    >
      <Radio aria-hidden />
      Live
    </Button>
  );
}
