import type { Range } from "@/lib/usage/schema";

/** A bucket's beginning in words, for axes ("14:00", "Mon 23") and for tables and hovers. */
export interface BucketWords {
  short: string;
  long: string;
}

const SHORT: Record<Range, Intl.DateTimeFormatOptions> = {
  "24h": { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  "7d": { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  "30d": { month: "short", day: "numeric" },
};

const DAY: Intl.DateTimeFormatOptions = { weekday: "short", month: "short", day: "numeric" };
const LONG: Record<Range, Intl.DateTimeFormatOptions> = {
  "24h": { ...DAY, hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  "7d": { ...DAY, hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  "30d": DAY,
};

/** @param timeZone the zone in which the buckets were cut */
export function bucketWords(start: string, range: Range, timeZone: string): BucketWords {
  const at = new Date(start);
  const say = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-US", { ...options, timeZone }).format(at);
  return { short: say(SHORT[range]), long: say(LONG[range]) };
}
