/** A moment's day for a date input, "2030-12-31", in the zone of where this runs. */
export function toDayText(at: Date): string {
  const year = String(at.getFullYear()).padStart(4, "0");
  return [year, pad(at.getMonth() + 1), pad(at.getDate())].join("-");
}

/** A moment for a datetime-local input, "2030-12-31T16:40", in the zone of where this runs. */
export function toMomentText(at: Date): string {
  return `${toDayText(at)}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** The last second of a day as a date input gives it, in the zone of where this runs; else null. */
export function endOfDay(dayText: string): Date | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(dayText)?.map(Number) ?? [];
  if (!year || !month || !day) return null;
  const end = new Date(2000, month - 1, day, 23, 59, 59);
  // Not in the constructor, which takes the year 20 (half of 2030 typed) for 1920.
  end.setFullYear(year, month - 1, day);
  return end;
}

/** The end of the day that lies so many days ahead. */
export function endOfDayAhead(nowMs: number, days: number): Date {
  const now = new Date(nowMs);
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 23, 59, 59);
}

const MINUTE_MS = 60_000;

/** The first whole minute that lies no less than so many milliseconds ahead. */
export function wholeMinuteAhead(nowMs: number, ms: number): Date {
  return new Date(Math.ceil((nowMs + ms) / MINUTE_MS) * MINUTE_MS);
}

const pad = (n: number) => String(n).padStart(2, "0");
