"use client";

import type { ComponentProps } from "react";
import { cn } from "./cn";
import { controlStyles } from "./control-styles";
import { useFieldControl } from "./field";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input {...useFieldControl()} className={cn(controlStyles, className)} {...props} />;
}
