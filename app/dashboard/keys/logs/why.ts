import { type ErrorCode, ERRORS } from "@/lib/errors";
import { formatCount } from "@/lib/format/number";
import type { Checks, LogEntry } from "@/lib/requests/schema";

export interface Step {
  name: string;
  state: "passed" | "failed" | "skipped";
  /** "12 / 50", where the check was against a limit. */
  counter: string | null;
}

type Code = ErrorCode;

/** The product's order of checks, with the codes by which each of them fails. */
const STEPS: Array<{ name: string; fails: Code[]; counter?: keyof Checks }> = [
  { name: "address is not blocked", fails: ["ip_blocked"] },
  { name: "key is known", fails: ["invalid_key"] },
  { name: "key is active", fails: ["inactive_key"] },
  { name: "key has not expired", fails: ["expired_key"] },
  { name: "plan limit per second", fails: ["plan_second"], counter: "second" },
  { name: "plan limit per minute", fails: ["plan_minute"], counter: "minute" },
  { name: "total quota", fails: ["quota_total"], counter: "total" },
  { name: "daily quota", fails: ["quota_daily"], counter: "daily" },
  { name: "weekly quota", fails: ["quota_weekly"], counter: "weekly" },
  { name: "monthly quota", fails: ["quota_monthly"], counter: "monthly" },
];

const isQuota = (counter: keyof Checks | undefined) =>
  counter !== undefined && counter !== "second" && counter !== "minute";

/** Each check that concerned a request, and how it went; quotas only where they were set. */
export function stepsOf({ code, checks }: Pick<LogEntry, "code" | "checks">): Step[] {
  const failedAt = STEPS.findIndex((step) => step.fails.some((fail) => fail === code));
  return STEPS.flatMap(({ name, counter }, i): Step[] => {
    const counts = counter && checks?.[counter];
    if (isQuota(counter) && !counts && i !== failedAt) return [];
    const state = failedAt < 0 || i < failedAt ? "passed" : i === failedAt ? "failed" : "skipped";
    return [{ name, state: code === "unavailable" ? "skipped" : state, counter: show(counts) }];
  });
}

const show = (counts: [number, number] | undefined) =>
  counts ? `${formatCount(counts[0])} / ${formatCount(counts[1])}` : null;

const WINDOWS = { daily: "24 hours", weekly: "7 days", monthly: "30 days" } as const;

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
  if (code === "plan_second" || code === "plan_minute") {
    const unit = code === "plan_second" ? "second" : "minute";
    return `The plan's limit per ${unit} was reached. All keys of the account share it.`;
  }
  const quota = /^quota_(total|daily|weekly|monthly)$/.exec(code)?.[1] as
    "total" | keyof typeof WINDOWS | undefined;
  if (quota) {
    const counts = checks?.[quota];
    const reached = `The ${quota} quota was reached.`;
    if (!counts) return reached;
    const window = quota === "total" ? "since the key was made" : `in the ${WINDOWS[quota]} before`;
    return `${reached} ${formatCount(counts[0])} of ${formatCount(counts[1])} ${window}.`;
  }
  return code in ERRORS ? ERRORS[code as Code].detail : "Latchkey answered by itself.";
}
