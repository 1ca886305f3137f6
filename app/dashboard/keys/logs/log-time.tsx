"use client";

import { useTimeZone } from "@/components/reader/reader";
import { cn } from "@/components/ui/cn";
import { useClock } from "@/components/ui/relative-time";
import { formatExact } from "@/lib/format/time";

interface LogTimeProps {
  /** ISO 8601. */
  at: string;
  /** With date and zone, whatever the day. */
  isWhole?: boolean;
}

/**
 * "14:02:11.402", with its date when that is not today's, in the reader's zone, which
 * hovering names.
 */
export function LogTime({ at, isWhole = false }: LogTimeProps) {
  const timeZone = useTimeZone();
  const exact = formatExact(new Date(at), timeZone);
  const [day, time, ...rest] = exact.split(" ");
  const today = useClock((nowMs) => formatExact(new Date(nowMs), timeZone).slice(0, 10));
  const showsDay = isWhole || day !== today;
  return (
    <time
      dateTime={at}
      title={exact}
      className={cn("font-mono text-[13px] tabular-nums", !isWhole && "whitespace-nowrap")}
    >
      {showsDay && <span className={isWhole ? undefined : "text-muted"}>{day} </span>}
      {time}.{at.slice(20, 23)}
      {isWhole && ` ${rest.join(" ")}`}
    </time>
  );
}
