import type { ComponentProps } from "react";
import { cn } from "./cn";

/** Stands where something is about to be; give it the height of what comes. */
export function Skeleton({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      aria-hidden
      className={cn("animate-breathe rounded-md bg-surface-2", className)}
      {...props}
    />
  );
}
