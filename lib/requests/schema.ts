import ipaddr from "ipaddr.js";
import { z } from "zod";
import { ERRORS, type ErrorCode } from "@/lib/errors";
import { byQuota } from "@/lib/quota-windows";

/** What the request log can be asked, and what one of its rows looks like. */

const CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

// PostgreSQL takes no NUL, and nothing that is logged holds control characters.
const text = (max: number) =>
  z
    .string()
    // As aliases and categories are kept.
    .normalize("NFC")
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u);

/** A code such as 401, or a class such as 4xx: the lowest and the highest status that it names. */
const Status = z
  .string()
  .trim()
  .regex(/^[1-5](\d\d|xx)$/i)
  .transform((value): { min: number; max: number } => {
    const isClass = value.toLowerCase().endsWith("xx");
    const min = isClass ? Number(value[0]) * 100 : Number(value);
    return { min, max: isClass ? min + 99 : min };
  });

/** Groups of an address that has been typed in part, with a dot or a colon behind the last one or not. */
const PART_OF_V4 = /^(\d{1,3})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?\.?$/;
const PART_OF_V6 = /^[\da-f]{1,4}(:[\da-f]{1,4}){0,6}:?$/i;

/** The network that a part of an address names: `203.0.113` is 203.0.113.0/24; null for what is no part of one. */
function networkOfPart(text: string): string | null {
  if (text.includes(".")) {
    const octets = PART_OF_V4.exec(text)
      ?.slice(1)
      .filter((octet) => octet !== undefined);
    if (!octets || octets.some((octet) => Number(octet) > 255)) return null;
    const whole = [...octets.map(Number), 0, 0, 0].slice(0, 4);
    return `${whole.join(".")}/${octets.length * 8}`;
  }
  if (!text.includes(":") || !PART_OF_V6.test(text)) return null;
  const groups = text.split(":").filter(Boolean);
  return `${groups.join(":")}::/${groups.length * 16}`.toLowerCase();
}

/** What may be a whole address or network. The parser also takes numbers and short forms, of which it makes others. */
const isWhole = (text: string) =>
  /^[\da-f:.]*:[\da-f:./]*$/i.test(text) || /^\d+(\.\d+){3}(\/\d+)?$/.test(text);

/** An address, a network in CIDR form, or the beginning of one; IPv4 in IPv6 clothes is taken as IPv4. */
const Address = z
  .string()
  .trim()
  .transform((text, { addIssue }) => {
    if (isWhole(text) && ipaddr.isValid(text)) return ipaddr.process(text).toString();
    if (isWhole(text) && ipaddr.isValidCIDR(text)) return text;
    const network = networkOfPart(text);
    if (network !== null) return network;
    addIssue("This is no address, and not the beginning of one.");
    return z.NEVER;
  });

/** ISO 8601, with a zone or a plain date (UTC). */
const Moment = z
  .string()
  .trim()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2}))?$/i)
  .transform((value) => new Date(value))
  // PostgreSQL writes years otherwise than JavaScript outside of these.
  .refine((at) => at.getUTCFullYear() >= 1970 && at.getUTCFullYear() <= 9999);

/** Times that reach up to now, by the name that the URL has for them; milliseconds. */
export const LAST_MS = {
  "15m": 15 * 60_000,
  "1h": 3_600_000,
  "24h": 24 * 3_600_000,
  "7d": 7 * 24 * 3_600_000,
  "30d": 30 * 24 * 3_600_000,
} as const;
type Last = keyof typeof LAST_MS;

const FIELDS = {
  /** A key's id, or its alias without regard to case. */
  key: text(64),
  category: text(32),
  status: Status,
  /** Why Latchkey itself answered, for example `quota_daily`. */
  code: z.enum(CODES),
  method: z
    .string()
    .trim()
    .regex(/^[a-z]{1,20}$/i)
    .transform((value) => value.toUpperCase()),
  /** A part of the path. */
  path: text(200),
  ip: Address,
  /** The first moment that is shown. */
  from: Moment,
  /** The first moment that is not. */
  to: Moment,
  /** Only as far back as this. */
  last: z.enum(Object.keys(LAST_MS) as [Last, ...Last[]]),
  /** A request's id. */
  request: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
};

export const LogFilter = z.object(FIELDS).partial();
export type LogFilter = z.output<typeof LogFilter>;
export type LogFilterField = keyof LogFilter;
export const LOG_FILTER_FIELDS = Object.keys(FIELDS) as LogFilterField[];

/** What a page is given of the URL. */
export type SearchParams = Record<string, string | string[] | undefined>;

/**
 * Reads a filter out of a URL. What makes no sense there is left out, and named, so that the page
 * can say so; it never is an error.
 */
export function readLogFilter(params: SearchParams): {
  filter: LogFilter;
  ignored: LogFilterField[];
} {
  const understood: Partial<Record<LogFilterField, string>> = {};
  const ignored: LogFilterField[] = [];
  for (const field of LOG_FILTER_FIELDS) {
    const given = params[field];
    const value = Array.isArray(given) ? given[0] : given;
    if (value === undefined || value.trim() === "") continue;
    if (FIELDS[field].safeParse(value).success) understood[field] = value;
    else ignored.push(field);
  }
  return { filter: LogFilter.parse(understood), ignored };
}

/** Whether no moment lies between two ends, the first of which counts and the last does not. */
export const isBackwards = ({ from, to }: { from?: Date | undefined; to?: Date | undefined }) =>
  from !== undefined && to !== undefined && from.getTime() >= to.getTime();

const Counter = z.tuple([z.number(), z.number()]);

/**
 * Each limit's counter at the moment of the decision, `[used, limit]`; absent where unset. And for
 * what was rejected, after how many milliseconds it could have gone better, where time helps.
 */
export const Checks = z
  .object({
    second: Counter,
    minute: Counter,
    ...byQuota(() => Counter),
    retryMs: z.number().nonnegative(),
  })
  .partial();
export type Checks = z.infer<typeof Checks>;

/** Reads a row's `checks`; null where there are none, or another version wrote them. */
export function readChecks(json: string | null): Checks | null {
  if (json === null) return null;
  try {
    const parsed = Checks.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** One row of the log as pages, exports and the command line show it. */
export interface LogEntry {
  requestId: string;
  /** ISO 8601 in UTC, to the millisecond. */
  at: string;
  keyId: string;
  /** The key's alias. */
  key: string;
  category: string;
  method: string;
  path: string;
  status: number;
  /** The outcome when Latchkey answered by itself; null when the endpoint did. */
  code: string | null;
  /** Arrival to first byte. */
  durationMs: number;
  ip: string | null;
  credits: number;
  /** Whether it counts towards the key's quotas. */
  counted: boolean;
  userAgent: string | null;
  checks: Checks | null;
}
