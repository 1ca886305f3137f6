"use client";

import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";
import { useIsBrowser } from "@/components/ui/use-is-browser";

/**
 * The fields of a form, open to typing once the page's script has taken over: what is typed
 * before that would be mixed with what the script puts there. They look the same meanwhile.
 */
export function ReadyFieldset({ className, ...props }: ComponentProps<"fieldset">) {
  const isReady = useIsBrowser();
  return (
    <fieldset
      disabled={!isReady}
      className={cn("min-w-0", !isReady && "[&_:disabled]:opacity-100", className)}
      {...props}
    />
  );
}
