"use client";

import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";
import { Notice } from "@/components/ui/notice";
import { useIsBrowser } from "@/components/ui/use-is-browser";

interface ReadyFieldsetProps extends ComponentProps<"fieldset"> {
  /** What is wrong with the form as a whole, said above its fields. */
  problem?: string;
}

/**
 * The fields of a form, open to typing once the page's script has taken over: what is typed
 * before that would be mixed with what the script puts there. They look the same meanwhile.
 */
export function ReadyFieldset({ className, problem, children, ...props }: ReadyFieldsetProps) {
  const isReady = useIsBrowser();
  return (
    <fieldset
      disabled={!isReady}
      className={cn("min-w-0", !isReady && "[&_:disabled]:opacity-100", className)}
      {...props}
    >
      {problem !== undefined && (
        <Notice tone="bad" role="alert">
          {problem}
        </Notice>
      )}
      {children}
    </fieldset>
  );
}
