"use client";

import { cn } from "@/components/ui/cn";
import { useIsBrowser } from "@/components/ui/use-is-browser";
import { formatExact } from "@/lib/format/time";

interface LogTimeProps {
  /** ISO 8601. */
  at: string;
  /** With date and zone, whatever the day. */
  isWhole?: boolean;
}

/**
 * "14:02:11.402", with its date when that is not today's, in the reader's zone, which
 * hovering names. The server says UTC, and the browser corrects it.
 */
export function LogTime({ at, isWhole = false }: LogTimeProps) {
  const isBrowser = useIsBrowser();
  const zone = isBrowser ? undefined : "UTC";
  const exact = formatExact(new Date(at), zone);
  const [day, time, ...rest] = exact.split(" ");
  const [today] = formatExact(new Date(), zone).split(" ");
  const showsDay = isWhole || day !== today;
  return (
    <time
      dateTime={at}
      title={exact}
      className={cn("font-mono text-[13px] tabular-nums", !isWhole && "whitespace-nowrap")}
      suppressHydrationWarning
    >
      {showsDay && <span className={isWhole ? undefined : "text-muted"}>{day} </span>}
      {time}.{at.slice(20, 23)}
      {isWhole && ` ${rest.join(" ")}`}
    </time>
  );
}
