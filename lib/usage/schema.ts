import { z } from "zod";
import { isRejection, type RejectionCode } from "@/lib/errors";
import { byQuotaCode, type QuotaName } from "@/lib/quota-windows";
import type { Outcome } from "@/lib/format/outcome";
import type { Ttfb } from "@/lib/requests/writing/histogram";

/** What the usage page can be asked, and the figures that its charts and tables show. */

export const RANGES = ["24h", "7d", "30d"] as const;
export type Range = (typeof RANGES)[number];
export const RANGE_WORDS: Record<Range, string> = { "24h": "24 h", "7d": "7 d", "30d": "30 d" };

/** Whatever is not a range is the shortest one. */
export const RangeParam = z.enum(RANGES).catch("24h");

/** Whole days of a calendar, `2026-11-01` to `2026-11-30`; both are in the range. */
export interface DayRange {
  firstDay: string;
  lastDay: string;
}

export type UsageRange = Range | DayRange;

/** Days as they were typed that make no range together, each where it is a day at all. */
export interface RefusedDays {
  from: string | undefined;
  to: string | undefined;
}

const DAY_MS = 86_400_000;
/** Longer ones would be bars too thin to read; counters of keys go with the log as well. */
export const MOST_DAYS = 92;

const DayRangeParam = z
  .object({ from: z.iso.date(), to: z.iso.date() })
  .transform(({ from, to }) => ({ firstDay: from, lastDay: to }))
  .refine(({ firstDay, lastDay }) => {
    const days = daysOf({ firstDay, lastDay });
    return firstDay >= "2000-01-01" && lastDay < "2200-01-01" && days >= 1 && days <= MOST_DAYS;
  });

/** How many days a range has. */
export const daysOf = ({ firstDay, lastDay }: DayRange) =>
  (Date.parse(lastDay) - Date.parse(firstDay)) / DAY_MS + 1;

/**
 * Reads a range out of a URL: `range=7d`, or `from` and `to`.
 * @param today the reader's, `2026-11-24`: days that are all to come make no range
 * @returns with `refused`, what was typed, where days were given that make no range
 */
export function readUsageRange(
  params: Record<string, string | string[] | undefined>,
  today: string,
): {
  range: UsageRange;
  refused: RefusedDays | null;
} {
  const { from, to } = params;
  if (!from && !to) return { range: RangeParam.parse(params.range), refused: null };
  const days = DayRangeParam.safeParse({ from, to });
  return days.success && days.data.firstDay <= today
    ? { range: days.data, refused: null }
    : {
        range: RangeParam.parse(params.range),
        refused: { from: typedDay(from), to: typedDay(to) },
      };
}

/** The page of the table of keys, from 1; whatever is none is the first. */
export const SharesPage = z.coerce.number().int().min(1).max(100_000).catch(1);

/** The address of a range, and of a page of its table of keys. */
export function usageHref(range: UsageRange, page = 1): string {
  const asked: Record<string, string> =
    typeof range === "string" ? { range } : { from: range.firstDay, to: range.lastDay };
  return `/dashboard/usage?${new URLSearchParams(page > 1 ? { ...asked, page: `${page}` } : asked)}`;
}

/** A field for a day shows nothing else. */
const typedDay = (typed: unknown) => z.iso.date().safeParse(typed).data;

/** The name of an IANA time zone that this process knows; anything else is UTC. */
export const TimeZone = z
  .string()
  .max(64)
  // No bare offsets: ISO and PostgreSQL read their signs differently.
  .regex(/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/)
  .refine((name) => {
    try {
      new Intl.DateTimeFormat("en-US", { timeZone: name });
      return true;
    } catch {
      return false;
    }
  })
  .catch("UTC");

/** As what charts show each rejection. */
const REJECTIONS: Record<RejectionCode, Outcome> = {
  invalid_key: "rejected_other",
  inactive_key: "rejected_key",
  expired_key: "rejected_key",
  ...byQuotaCode(() => "rejected_quota" as const),
  plan_second: "rejected_plan",
  plan_minute: "rejected_plan",
  ip_blocked: "rejected_other",
  account_suspended: "rejected_other",
  unavailable: "rejected_other",
};

/** @param code what the row's answer said, where it was one of ours */
export function outcomeOf(code: string | null, statusClass: number): Outcome {
  if (isRejection(code)) return REJECTIONS[code];
  return statusClass >= 5 ? "server_error" : statusClass === 4 ? "client_error" : "ok";
}

export type OutcomeCounts = Record<Outcome, number>;

/** What one key, or one category, did over the range. */
export interface UsageShare {
  /** The key's id, or the category's name. */
  id: string;
  name: string;
  requests: number;
  /** Admitted, and answered with 2xx or 3xx. */
  succeeded: number;
  /** Admitted, and answered with an error by the endpoint. */
  errors: number;
  /** Not admitted. */
  rejected: number;
  credits: number;
  /** Time to first byte of admitted requests. */
  ttfb: Ttfb;
}

/** How a range is cut: into hours, quarters of a local day, or local days. */
export type BucketSize = "hour" | "quarter_day" | "day";

/** What was asked in some time. */
export interface TrafficSum {
  requests: number;
  credits: number;
  outcomes: OutcomeCounts;
  /** Requests that passed enforcement, whatever the endpoint then answered. */
  admitted: number;
  /** Time to first byte of those. */
  ttfb: Ttfb;
}

/** One bar, or one point: a span of time in the reader's zone. */
export interface TrafficBucket extends TrafficSum {
  /** Its beginning, ISO 8601 in UTC. */
  start: string;
}

export interface TrafficReport {
  /** The first moment, and the first one after it; ISO 8601 in UTC. */
  from: string;
  to: string;
  size: BucketSize;
  /** In which days are cut. */
  timeZone: string;
  /** Oldest first; those without requests too. */
  buckets: TrafficBucket[];
  total: TrafficSum;
  /** Rejections by their exact code, the most frequent first. */
  rejections: Array<{ code: string; requests: number }>;
  /** The same range, as long before as it is long. */
  previous: TrafficSum;
}

/** A quota that is reached soon, if requests go on coming at the present rate. */
export interface QuotaAhead {
  keyId: string;
  alias: string;
  quota: QuotaName;
  used: number;
  limit: number;
  reachedAt: Date;
}
