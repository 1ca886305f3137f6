import type { ComponentProps } from "react";
import { cn } from "./cn";

interface TableProps extends ComponentProps<"table"> {
  /**
   * The head stays in sight while the page scrolls. Only for tables that always fit: a frame that
   * scrolls sideways would hold the head captive.
   */
  stickyHead?: boolean;
  /** What the frame is called where it scrolls. */
  label?: string;
  frameClassName?: string;
}

/** A table with 40-pixel rows; wide ones scroll sideways in their frame. */
export function Table({ className, stickyHead, label, frameClassName, ...props }: TableProps) {
  return (
    <div
      // What scrolls must be reachable with the keyboard.
      tabIndex={stickyHead ? undefined : 0}
      role={stickyHead || !label ? undefined : "region"}
      aria-label={stickyHead ? undefined : label}
      className={cn(
        "relative w-full rounded-lg border bg-surface",
        stickyHead ? "overflow-clip" : "overflow-x-auto",
        frameClassName,
      )}
    >
      <table className={cn("w-full border-collapse text-sm", className)} {...props} />
    </div>
  );
}

export function TableHeader({ className, ...props }: ComponentProps<"thead">) {
  return (
    <thead
      className={cn(
        "sticky top-0 z-10 bg-surface text-left shadow-[inset_0_-1px_var(--border)]",
        className,
      )}
      {...props}
    />
  );
}

export function TableBody(props: ComponentProps<"tbody">) {
  return <tbody {...props} />;
}

export function TableRow({ className, ...props }: ComponentProps<"tr">) {
  return <tr className={cn("h-10 border-b last:border-b-0", className)} {...props} />;
}

export function TableHead({ className, ...props }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={cn("h-9 px-3 text-xs font-medium whitespace-nowrap text-muted", className)}
      {...props}
    />
  );
}

/** Give figures `text-right font-mono tabular-nums`. */
export function TableCell({ className, ...props }: ComponentProps<"td">) {
  return <td className={cn("px-3 py-1", className)} {...props} />;
}
