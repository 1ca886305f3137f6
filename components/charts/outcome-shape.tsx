import { cn } from "@/components/ui/cn";

export type ShapeName = "circle" | "triangle" | "diamond" | "square";

const SHAPES: Record<ShapeName, React.ReactNode> = {
  circle: <circle cx="4" cy="4" r="4" />,
  triangle: <path d="M4 .5 8 7.5H0z" />,
  diamond: <path d="M4 0 8 4 4 8 0 4z" />,
  square: <rect width="8" height="8" rx="1" />,
};

/** A mark in the colour of the text around it, so that colour alone tells nothing. */
export function OutcomeShape({ name, className }: { name: ShapeName; className?: string }) {
  return (
    <svg viewBox="0 0 8 8" aria-hidden className={cn("size-2 shrink-0 fill-current", className)}>
      {SHAPES[name]}
    </svg>
  );
}
