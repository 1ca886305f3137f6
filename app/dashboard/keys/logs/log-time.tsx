"use client";

import { useIsBrowser } from "@/components/ui/use-is-browser";
import { formatExact } from "@/lib/format/time";

interface LogTimeProps {
  /** ISO 8601. */
  at: string;
}

/**
 * "14:02:11.402", with its date when that is not today's, in the reader's zone, which
 * hovering names. The server says UTC, and the browser corrects it.
 */
export function LogTime({ at }: LogTimeProps) {
  const isBrowser = useIsBrowser();
  const date = new Date(at);
  const [day, time] = formatExact(date, isBrowser ? undefined : "UTC").split(" ");
  const [today] = formatExact(new Date(), isBrowser ? undefined : "UTC").split(" ");
  const millis = String(date.getUTCMilliseconds()).padStart(3, "0");
  return (
    <time
      dateTime={at}
      title={formatExact(date, isBrowser ? undefined : "UTC")}
      className="font-mono text-[13px] whitespace-nowrap tabular-nums"
      suppressHydrationWarning
    >
      {day !== today && <span className="text-muted">{day} </span>}
      {time}.{millis}
    </time>
  );
}
