"use client";

import type { ComponentProps } from "react";
import { cn } from "./cn";
import { useFieldControl } from "./field";
import { controlStyles } from "./control-styles";

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      {...useFieldControl()}
      className={cn(controlStyles, "h-auto py-2", className)}
      {...props}
    />
  );
}
