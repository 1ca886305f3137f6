import { type ErrorCode, ERRORS, type RejectionCode } from "@/lib/errors";
import {
  byQuotaCode,
  QUOTA_NAMES,
  QUOTA_WINDOWS,
  quotaCode,
  type QuotaCode,
  type QuotaName,
} from "@/lib/quota-windows";
import { formatCount } from "@/lib/format/number";
import type { Checks, LogEntry } from "@/lib/requests/schema";

export interface Step {
  name: string;
  state: "passed" | "failed" | "skipped" | "exempt";
  /** "12 of 50", where the check was against a limit. */
  counter: string | null;
}

type Limit = Exclude<keyof Checks, "retryMs">;

interface Check {
  name: string;
  fails: RejectionCode;
  counter?: Limit;
}

/** The product's order of checks, with the code by which each of them fails. */
const CHECKS = [
  { name: "address is not blocked", fails: "ip_blocked" },
  { name: "key is known", fails: "invalid_key" },
  { name: "account is not suspended", fails: "account_suspended" },
  { name: "key is active", fails: "inactive_key" },
  { name: "key has not expired", fails: "expired_key" },
  { name: "plan limit per second", fails: "plan_second", counter: "second" },
  { name: "plan limit per minute", fails: "plan_minute", counter: "minute" },
  ...QUOTA_NAMES.map((name) => ({
    name: `${name} quota`,
    fails: quotaCode(name),
    counter: name,
  })),
] as const satisfies readonly Check[];
const STEPS: readonly Check[] = CHECKS;

type Unchecked = Exclude<RejectionCode, "unavailable" | (typeof CHECKS)[number]["fails"]>;
// It does not compile where a request is rejected by a check that is not among these.
const _isWhole: [Unchecked] extends [never] ? true : Unchecked = true;

const isQuota = (counter: Limit | undefined) =>
  counter !== undefined && counter !== "second" && counter !== "minute";

/** Each check that concerned a request, and how it went; quotas only where they were set. */
export function stepsOf({
  code,
  checks,
  counted,
}: Pick<LogEntry, "code" | "checks" | "counted">): Step[] {
  const failedAt = STEPS.findIndex((step) => step.fails === code);
  const isFree = failedAt < 0 && code === null && !counted;
  return STEPS.flatMap(({ name, counter }, i): Step[] => {
    const counts = counter && checks?.[counter];
    if (isQuota(counter) && !counts && i !== failedAt) return [];
    return [{ name, state: stateOf(i), counter: show(counts) }];
  });

  function stateOf(i: number): Step["state"] {
    if (code === "unavailable") return "skipped";
    if (isFree && isQuota(STEPS[i]?.counter)) return "exempt";
    if (failedAt < 0 || i < failedAt) return "passed";
    return i === failedAt ? "failed" : "skipped";
  }
}

const show = (counts: [number, number] | undefined) =>
  counts ? `${formatCount(counts[0])} of ${formatCount(counts[1])}` : null;

const REASONS: Record<Exclude<ErrorCode, QuotaCode>, string> = {
  ip_blocked: "The address was blocked, after too many requests with unknown keys.",
  invalid_key: "The key was not known.",
  account_suspended: "The operator had suspended the account, and with it all of its keys.",
  inactive_key: "The key was switched off.",
  expired_key: "The key had passed its expiry date.",
  plan_second: "The plan's limit per second was reached. All keys of the account share it.",
  plan_minute: "The plan's limit per minute was reached. All keys of the account share it.",
  unavailable: "Something of ours did not answer. That says nothing of the key.",
  bad_gateway: "Admitted; the service behind the API did not answer properly.",
  gateway_timeout: "Admitted; the service behind the API did not answer in time.",
  not_found: "Admitted; there is no such endpoint.",
  bad_request: "The request could not be understood.",
  method_not_allowed: "Admitted; the endpoint does not know the method.",
  request_timeout: "The request did not arrive in time.",
  headers_too_large: "The request's line and headers were too long.",
  upgrade_refused: "The request asked to become a WebSocket.",
};

/** One sentence for a person who asks why. */
export function whyOf({ code, status, checks, credits }: LogEntry): string {
  if (code === null) {
    if (status === 499) return "Admitted; the client hung up before it was answered.";
    if (status >= 500) return "Admitted; the endpoint failed.";
    if (status >= 400) return "Admitted; the endpoint refused it.";
    return credits > 0
      ? `Admitted, and answered for ${formatCount(credits)} ${credits === 1 ? "credit" : "credits"}.`
      : "Admitted, and answered without a charge.";
  }
  const quota = QUOTA_NAMES.find((name) => quotaCode(name) === code);
  if (quota) {
    const counts = checks?.[quota];
    const reached = `The ${quota} quota was reached.`;
    if (!counts) return reached;
    const { span } = QUOTA_WINDOWS[quota];
    const window = span === null ? "since the key was made" : `in the ${span} before`;
    return `${reached} ${formatCount(counts[0])} of ${formatCount(counts[1])} ${window}.`;
  }
  return REASONS[code as keyof typeof REASONS] ?? "Latchkey answered by itself.";
}

/** What to do, as text and, where it is done on the key's page, words that lead to `href`. */
export interface Advice {
  text: string;
  link: { words: string; href: string } | null;
}

/** How the key's owner mends it: an API's client is told to in `ERRORS`, and sent here. */
const REMEDIES: Partial<Record<string, { text: string; words: string; at: string }>> = {
  inactive_key: {
    text: "The key is switched off. Use another key, or ",
    words: "reactivate it",
    at: "",
  },
  expired_key: {
    text: "The key's expiry date has passed. Create a new key, or ",
    words: "move the date",
    at: "#settings",
  },
  ...byQuotaCode((name) => ({
    text: usedUp(name),
    words: "raise it in the key's settings",
    at: "#quota-fields",
  })),
};

function usedUp(name: QuotaName): string {
  const { span } = QUOTA_WINDOWS[name];
  return span === null
    ? "The key's all-time quota is used up. Use another key, or "
    : `The key's ${name} quota over the last ${span} is used up. Wait until capacity returns, or `;
}

/** What to do about it; null where there is nothing to be done, or it is not for us to say. */
export function adviceOf({
  code,
  status,
  keyId,
}: Pick<LogEntry, "code" | "status" | "keyId">): Advice | null {
  const remedy = code === null ? undefined : REMEDIES[code];
  if (remedy) {
    const { text, words, at } = remedy;
    return { text, link: { words, href: `/dashboard/keys/${keyId}${at}` } };
  }
  if (code !== null) {
    return code in ERRORS ? { text: ERRORS[code as ErrorCode].detail, link: null } : null;
  }
  if (status === 499 || status < 400) return null;
  return {
    text: "Look for the request id in the endpoint's own log: its answer carried it as X-Request-Id.",
    link: null,
  };
}

/** When it could have gone better: the next capacity, or the end of a block. */
export function retryAtOf({
  at,
  checks,
  code,
}: Pick<LogEntry, "at" | "checks" | "code">): Date | null {
  const retryMs = checks?.retryMs;
  // When a suspension ends nobody knew: that was only when to ask again.
  return retryMs === undefined || code === "account_suspended"
    ? null
    : new Date(Date.parse(at) + retryMs);
}
