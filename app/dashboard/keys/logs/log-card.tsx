import { StatusCode } from "@/components/status-code";
import { cn } from "@/components/ui/cn";
import { formatDuration } from "@/lib/format/number";
import type { LogEntry } from "@/lib/requests/schema";
import { LogTime } from "./log-time";

interface LogCardProps {
  entry: LogEntry;
  isFresh: boolean;
  onOpen: () => void;
}

/** A row on a phone: what was asked and how it went, then when and by which key. */
export function LogCard({ entry, isFresh, onOpen }: LogCardProps) {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      data-request={entry.requestId}
      onClick={onOpen}
      className={cn(
        "w-full space-y-1 rounded-lg border px-3 py-2.5 text-left",
        isFresh ? "bg-accent-soft" : "bg-surface",
      )}
    >
      <span className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 truncate font-mono text-[13px]">
          <span className="text-muted">{entry.method}</span> {entry.path}
        </span>
        <StatusCode status={entry.status} code={entry.code} />
      </span>
      <span className="flex items-baseline justify-between gap-3 text-[13px] text-muted">
        <span className="min-w-0 truncate">{entry.key}</span>
        <span className="shrink-0">
          {formatDuration(entry.durationMs)} · <LogTime at={entry.at} />
        </span>
      </span>
    </button>
  );
}
