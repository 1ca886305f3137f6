"use client";

import { useSyncExternalStore } from "react";
import { formatClock, formatExact, formatRelative } from "@/lib/format/time";
import { useIsBrowser } from "./use-is-browser";

const TICK_MS = 15_000;
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const notify of listeners) notify();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

const browserNow = () => (now ||= Date.now());
const serverNow = () => Math.floor(Date.now() / TICK_MS) * TICK_MS;

/** The moment's clock, moved on every 15 seconds; one timer however many times are shown. */
function useNow() {
  return useSyncExternalStore(subscribe, browserNow, serverNow);
}

interface RelativeTimeProps {
  /** A Date, or its ISO text. */
  at: Date | string;
  className?: string;
}

/**
 * "3 min ago", with the exact moment and the reader's zone on hover. The server knows neither the
 * reader's zone nor the moment of reading: it says UTC, and the browser corrects it.
 */
export function RelativeTime({ at, className }: RelativeTimeProps) {
  const date = typeof at === "string" ? new Date(at) : at;
  const local = useIsBrowser();
  return (
    <time
      dateTime={date.toISOString()}
      title={formatExact(date, local ? undefined : "UTC")}
      className={className}
      suppressHydrationWarning
    >
      {formatRelative(date, useNow())}
    </time>
  );
}

/** The exact moment in the reader's zone; UTC until the browser has taken over. */
export function ExactTime({ at, className }: RelativeTimeProps) {
  const date = typeof at === "string" ? new Date(at) : at;
  const local = useIsBrowser();
  return (
    <time dateTime={date.toISOString()} className={className}>
      {formatExact(date, local ? undefined : "UTC")}
    </time>
  );
}

/** "16:40", "Thu 16:40" or "Dec 3" in the reader's zone, with the exact moment on hover. */
export function ClockTime({ at, className }: RelativeTimeProps) {
  const date = typeof at === "string" ? new Date(at) : at;
  const zone = useIsBrowser() ? undefined : "UTC";
  return (
    <time
      dateTime={date.toISOString()}
      title={formatExact(date, zone)}
      className={className}
      suppressHydrationWarning
    >
      {formatClock(date, useNow(), zone)}
      {zone && " UTC"}
    </time>
  );
}
