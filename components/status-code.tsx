import "@/components/charts/outcome-colors.css";
import { cn } from "@/components/ui/cn";
import type { Outcome } from "@/lib/format/outcome";
import { outcomeOf } from "@/lib/usage/schema";

const REFUSED = "text-bad";

/** Red is what Latchkey refused, and nothing else. */
const TONES: Record<Outcome, string> = {
  ok: "text-ok",
  client_error: "text-warn",
  server_error: "text-(--outcome-server-error)",
  rejected_plan: REFUSED,
  rejected_quota: REFUSED,
  rejected_key: REFUSED,
  rejected_other: REFUSED,
};

interface StatusCodeProps {
  status: number;
  /** The outcome where Latchkey answered by itself; null where the endpoint did. */
  code: string | null;
  className?: string;
}

/** The number says it; the colour only helps to find it in a long list. */
export function StatusCode({ status, code, className }: StatusCodeProps) {
  return (
    <span
      title={code ?? undefined}
      className={cn(
        "font-mono text-[13px] font-medium tabular-nums",
        TONES[outcomeOf(code, Math.floor(status / 100))],
        className,
      )}
    >
      {status}
    </span>
  );
}
