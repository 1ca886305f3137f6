"use client";

import { useSyncExternalStore } from "react";
import { useServerNow, useTimeZone } from "@/components/reader/reader";
import { formatClock, formatExact, formatRelative } from "@/lib/format/time";

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
      // Nobody moves it on from here: who comes next reads the clock anew.
      now = 0;
    }
  };
}

const browserNow = () => (now ||= Date.now());

/**
 * What a moving clock says, by `read`: moved on every 15 seconds, one timer however many times are
 * shown. React takes over the server's markup by the server's clock, or the two would differ.
 *
 * @param read of Unix milliseconds; whoever shows it is rendered anew when its answer changes
 */
export function useClock<T extends string | number>(read: (nowMs: number) => T): T {
  const serverNow = useServerNow();
  return useSyncExternalStore(
    subscribe,
    () => read(browserNow()),
    () => read(serverNow),
  );
}

interface RelativeTimeProps {
  /** A Date, or its ISO text. */
  at: Date | string;
  className?: string;
}

const dateOf = (at: Date | string) => (typeof at === "string" ? new Date(at) : at);

/** "3 min ago", with the exact moment and the reader's zone on hover. */
export function RelativeTime({ at, className }: RelativeTimeProps) {
  const date = dateOf(at);
  const timeZone = useTimeZone();
  return (
    <time dateTime={date.toISOString()} title={formatExact(date, timeZone)} className={className}>
      {useClock((nowMs) => formatRelative(date, nowMs))}
    </time>
  );
}

/** The exact moment in the reader's zone. */
export function ExactTime({ at, className }: RelativeTimeProps) {
  const date = dateOf(at);
  return (
    <time dateTime={date.toISOString()} className={className}>
      {formatExact(date, useTimeZone())}
    </time>
  );
}

/** "16:40", "Thu 16:40" or "Dec 3" in the reader's zone, with the exact moment on hover. */
export function ClockTime({ at, className }: RelativeTimeProps) {
  const date = dateOf(at);
  const timeZone = useTimeZone();
  return (
    <time dateTime={date.toISOString()} title={formatExact(date, timeZone)} className={className}>
      {useClock((nowMs) => formatClock(date, nowMs, timeZone))}
      {timeZone === "UTC" && " UTC"}
    </time>
  );
}
