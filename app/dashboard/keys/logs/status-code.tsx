import { cn } from "@/components/ui/cn";

interface StatusCodeProps {
  status: number;
}

/** The number says it; the colour only helps to find it in a long list. */
export function StatusCode({ status }: StatusCodeProps) {
  return (
    <span
      className={cn(
        "font-mono text-[13px] font-medium tabular-nums",
        status < 400 ? "text-ok" : "text-bad",
      )}
    >
      {status}
    </span>
  );
}
