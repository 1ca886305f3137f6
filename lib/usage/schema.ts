import { z } from "zod";
import type { ErrorCode } from "@/lib/errors";
import type { Ttfb } from "./histogram";

/** What the usage page can be asked, and the figures that its charts and tables show. */

export const RANGES = ["24h", "7d", "30d"] as const;
export type Range = (typeof RANGES)[number];
export const RANGE_WORDS: Record<Range, string> = { "24h": "24 h", "7d": "7 d", "30d": "30 d" };

/** Whatever is not a range is the shortest one. */
export const RangeParam = z.enum(RANGES).catch("24h");

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

/** How a request ended, in the order in which the chart stacks it. */
export const OUTCOMES = [
  "ok",
  "client_error",
  "server_error",
  "rejected_plan",
  "rejected_quota",
  "rejected_key",
  "rejected_other",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const OUTCOME_WORDS: Record<Outcome, string> = {
  ok: "Admitted, 2xx and 3xx",
  client_error: "Endpoint error, 4xx",
  server_error: "Endpoint error, 5xx",
  rejected_plan: "Rejected: plan limit",
  rejected_quota: "Rejected: quota",
  rejected_key: "Rejected: key off or expired",
  rejected_other: "Rejected: other",
};

/** The codes that a rejection is written with; all other rows were admitted. */
const REJECTIONS: Partial<Record<ErrorCode, Outcome>> = {
  invalid_key: "rejected_other",
  inactive_key: "rejected_key",
  expired_key: "rejected_key",
  quota_total: "rejected_quota",
  quota_daily: "rejected_quota",
  quota_weekly: "rejected_quota",
  quota_monthly: "rejected_quota",
  plan_second: "rejected_plan",
  plan_minute: "rejected_plan",
  ip_blocked: "rejected_other",
  unavailable: "rejected_other",
};

export const REJECTION_CODES = Object.keys(REJECTIONS);

/** @param code the row's code when it is one of `REJECTION_CODES`, else null */
export function outcomeOf(code: string | null, statusClass: number): Outcome {
  const rejected = code === null ? undefined : REJECTIONS[code as ErrorCode];
  if (rejected) return rejected;
  return statusClass >= 5 ? "server_error" : statusClass === 4 ? "client_error" : "ok";
}

export type OutcomeCounts = Record<Outcome, number>;

/** One bar: a span of time in the reader's zone. */
export interface UsageBucket {
  /** Its beginning, ISO 8601 in UTC. */
  start: string;
  outcomes: OutcomeCounts;
  requests: number;
  credits: number;
}

/** What one key, or one category, did over the range. */
export interface UsageShare {
  /** The key's id, or the category's name. */
  id: string;
  name: string;
  requests: number;
  admitted: number;
  errors: number;
  rejected: number;
  credits: number;
}

export interface UsageReport {
  buckets: UsageBucket[];
  total: { outcomes: OutcomeCounts; requests: number; credits: number };
  /** Rejections by their exact code, the most frequent first. */
  rejections: Array<{ code: string; requests: number }>;
  keys: Array<UsageShare & { category: string }>;
  categories: UsageShare[];
}

/** Time to first byte of admitted requests; null where there were none. */
export interface LatencyBucket {
  start: string;
  requests: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

export interface LatencyReport {
  buckets: LatencyBucket[];
  total: Omit<LatencyBucket, "start">;
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
