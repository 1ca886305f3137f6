"use client";

import { useLayoutEffect, useRef } from "react";
import { cn } from "@/components/ui/cn";
import { restFocus } from "@/components/ui/rest-focus";

interface StepTitleProps {
  title: string;
  isCurrent: boolean;
}

/** A step's heading. When its turn comes it takes the focus, which the step before has lost. */
export function StepTitle({ title, isCurrent }: StepTitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const wasCurrent = useRef(isCurrent);
  // Before the focus is put back into the step that is folded up (components/focus-keeper.tsx).
  useLayoutEffect(() => {
    const isNext = isCurrent && !wasCurrent.current;
    wasCurrent.current = isCurrent;
    if (isNext && heading.current && document.activeElement === document.body) {
      restFocus([heading.current]);
    }
  }, [isCurrent]);
  return (
    <h2 ref={heading} className={cn("text-sm font-semibold", !isCurrent && "text-muted")}>
      {title}
    </h2>
  );
}
