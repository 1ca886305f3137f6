const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A page's clock stands still for up to 15 seconds: what is newer than it lies in no future. */
const CLOCK_SLACK_MS = 20 * SECOND_MS;

/** How far `at` is from `nowMs` (Unix milliseconds): "just now", "3 min ago", "in 6 d". */
export function formatRelative(at: Date, nowMs: number): string {
  const distance = at.getTime() - nowMs;
  const size = Math.abs(distance);
  if (size < MINUTE_MS) return distance > CLOCK_SLACK_MS ? "in under a minute" : "just now";
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

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/**
 * A moment as people name it: "16:40" today, "Thu 16:40" within a week, else "Dec 3"; with the year
 * where it is another. In a zone, or in that of the reader where none is named.
 */
export function formatClock(at: Date, nowMs: number, timeZone?: string): string {
  const say = (moment: Date, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-US", { ...options, timeZone }).format(moment);
  const now = new Date(nowMs);
  const isToday = (["year", "month", "day"] as const).every(
    (part) => say(at, { [part]: "numeric" }) === say(now, { [part]: "numeric" }),
  );
  if (isToday) return say(at, CLOCK);
  if (Math.abs(at.getTime() - nowMs) < 6.5 * DAY_MS) {
    return `${say(at, { weekday: "short" })} ${say(at, CLOCK)}`;
  }
  const day = { month: "short", day: "numeric" } as const;
  const isThisYear = say(at, { year: "numeric" }) === say(now, { year: "numeric" });
  return say(at, isThisYear ? day : { ...day, year: "numeric" });
}

/** Making a formatter takes far longer than using it, and a long list needs one for each row. */
const exactFormats = new Map<string | undefined, Intl.DateTimeFormat>();

function exactFormat(timeZone: string | undefined): Intl.DateTimeFormat {
  let format = exactFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", { ...FIELDS, timeZone });
    exactFormats.set(timeZone, format);
  }
  return format;
}

/** "2026-11-23 14:02:11 GMT+1", in a zone, or in that of the reader where none is named. */
export function formatExact(at: Date, timeZone?: string): string {
  const part = Object.fromEntries(
    exactFormat(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second} ${part.timeZoneName}`;
}
