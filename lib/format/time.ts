const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** How far `at` is from `nowMs` (Unix milliseconds): "just now", "3 min ago", "in 6 d". */
export function formatRelative(at: Date, nowMs: number): string {
  const distance = at.getTime() - nowMs;
  const size = Math.abs(distance);
  if (size < MINUTE_MS) return distance > 5 * SECOND_MS ? "in under a minute" : "just now";
  const span = formatSpan(size);
  return distance < 0 ? `${span} ago` : `in ${span}`;
}

/** A length of time in its largest whole unit: "3 min", "2 h", "6 d", "2 y". Never rounded up. */
export function formatSpan(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  if (ms < 730 * DAY_MS) return `${Math.floor(ms / DAY_MS)} d`;
  return `${Math.floor(ms / (365.25 * DAY_MS))} y`;
}

const FIELDS = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
} as const satisfies Intl.DateTimeFormatOptions;

/** "2026-11-23 14:02:11 GMT+1", in a zone, or in that of the reader where none is named. */
export function formatExact(at: Date, timeZone?: string): string {
  const part = Object.fromEntries(
    new Intl.DateTimeFormat("en-US", { ...FIELDS, timeZone })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second} ${part.timeZoneName}`;
}
