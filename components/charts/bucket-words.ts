import type { Range } from "@/lib/usage/schema";

/** A bucket's beginning in words, for axes ("14:00", "Mon 23", "Nov 23") and for tables and hovers. */
export interface BucketWords {
  short: string;
  long: string;
}

const HOUR: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
/** Parts that follow each other: en-US would put a day before its weekday. */
const SHORT: Record<Range, Intl.DateTimeFormatOptions[]> = {
  "24h": [HOUR],
  "7d": [{ weekday: "short" }, { day: "numeric" }],
  "30d": [{ month: "short", day: "numeric" }],
};

const DAY: Intl.DateTimeFormatOptions = { weekday: "short", month: "short", day: "numeric" };
const LONG: Record<Range, Intl.DateTimeFormatOptions> = {
  "24h": { ...DAY, ...HOUR },
  "7d": { ...DAY, ...HOUR },
  "30d": DAY,
};

/** @param timeZone the zone in which the buckets were cut */
export function bucketWords(start: string, range: Range, timeZone: string): BucketWords {
  const at = new Date(start);
  const say = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-US", { ...options, timeZone }).format(at);
  return { short: SHORT[range].map(say).join(" "), long: say(LONG[range]) };
}

/**
 * The buckets that an axis may name. Of quarters of days those that begin a day of the zone: labels
 * between them would say a time of day, and readers take lines from label to label for days.
 */
export function tickStarts(starts: string[], range: Range, timeZone: string): string[] {
  if (range !== "7d") return starts;
  const hour = new Intl.DateTimeFormat("en-US", { hour: "2-digit", hourCycle: "h23", timeZone });
  // Where clocks are put forward at midnight, a day begins at one.
  return starts.filter((start) => Number(hour.format(new Date(start))) < 6);
}
