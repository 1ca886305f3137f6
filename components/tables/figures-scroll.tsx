import { cn } from "@/components/ui/cn";

/**
 * Shades that lie under the rows: two that stay with the content cover those at the edges as long
 * as there is nothing more that way. The first column stays in sight, so the left needs none.
 */
export const SHADE = cn(
  "bg-[linear-gradient(to_left,var(--surface)_40%,transparent),linear-gradient(to_left,color-mix(in_oklab,var(--foreground)_22%,transparent),transparent)]",
  "bg-[length:48px_100%,16px_100%] bg-[position:right,right] bg-no-repeat",
  "[background-attachment:local,scroll]",
);

/** Names stay while figures pass beneath them. */
const FIRST_COLUMN = cn(
  "[&_tr>:first-child]:sticky [&_tr>:first-child]:left-0 [&_tr>:first-child]:z-1",
  "[&_tbody_tr>:first-child]:bg-surface [&_tfoot_tr>:first-child]:bg-surface",
  "[&_thead_tr>:first-child]:bg-surface",
);

interface FiguresScrollProps {
  /** What the region is called, as its table is. */
  label: string;
  children: React.ReactNode;
}

/** A table of figures that scrolls where it is too wide or too long: seen to, and by keys too. */
export function FiguresScroll({ label, children }: FiguresScrollProps) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className={cn("relative max-h-[420px] overflow-auto", SHADE, FIRST_COLUMN)}
    >
      {children}
    </div>
  );
}
