import type { RejectionCode } from "@/lib/errors";
import { QUOTA_NAMES, type QuotaName } from "@/lib/quota-windows";
import type { KeyFacts, Presented } from "./facts";

/** What is known of the request itself. */
export interface RequestFacts {
  presented: Presented["form"];
  /** Until when the client's address is blocked (Unix milliseconds), or null. */
  blockedUntilMs: number | null;
  /** Whether the endpoint counts towards quotas; free ones do not. */
  counts: boolean;
}

/** How full one limit is, before this request. */
export interface Count {
  used: number;
  /** Milliseconds until the oldest counted request leaves: in a full window, until there is room. */
  resetMs: number;
}

/** Whether a limit is reached; what has none never is. */
export const isFull = ({ used }: Count, limit: number | null) => limit !== null && used >= limit;

/** A quota that is reached, and when (Unix milliseconds) it has room again; null: never. */
export interface ReachedQuota {
  name: QuotaName;
  freesAtMs: number | null;
}

export interface Counts {
  second: Count;
  minute: Count;
  /** The reached quotas, if any. */
  reached: readonly ReachedQuota[];
}

/** Asks decide for what it can say before anything is counted. */
export const NOTHING_COUNTED: Counts = {
  second: { used: 0, resetMs: 0 },
  minute: { used: 0, resetMs: 0 },
  reached: [],
};

export type Verdict =
  | { admitted: true }
  | {
      admitted: false;
      code: Reason;
      /** Milliseconds after which it may go better; null where time does not help. */
      retryAfterMs: number | null;
    };

/** Nobody knows when a suspension ends: whoever asks on should do so seldom. */
const SUSPENDED_RETRY_MS = 60_000;

/** What a decision may say; that nothing can be decided is not its to say. */
type Reason = Exclude<RejectionCode, "unavailable">;

const ADMITTED: Verdict = { admitted: true };
const reject = (code: Reason, retryAfterMs: number | null = null): Verdict => ({
  admitted: false,
  code,
  retryAfterMs,
});

/**
 * The decision, in the product's order of checks; the first that fails answers.
 *
 * @param key null when no such key exists (or none was presented)
 * @param counts NOTHING_COUNTED to ask whether it is worth counting at all
 * @param nowMs Unix milliseconds
 */
export function decide(
  request: RequestFacts,
  key: KeyFacts | null,
  counts: Counts,
  nowMs: number,
): Verdict {
  if (request.blockedUntilMs !== null && request.blockedUntilMs > nowMs) {
    return reject("ip_blocked", request.blockedUntilMs - nowMs);
  }
  if (request.presented !== "hash" || key === null) return reject("invalid_key");
  if (key.suspended) return reject("account_suspended", SUSPENDED_RETRY_MS);
  if (!key.active || (key.deactivateAtMs !== null && key.deactivateAtMs <= nowMs)) {
    return reject("inactive_key");
  }
  if (key.expiresAtMs !== null && key.expiresAtMs <= nowMs) return reject("expired_key");
  if (isFull(counts.second, key.plan.perSecond))
    return reject("plan_second", counts.second.resetMs);
  if (isFull(counts.minute, key.plan.perMinute))
    return reject("plan_minute", counts.minute.resetMs);
  if (request.counts) {
    for (const name of QUOTA_NAMES) {
      const reached = counts.reached.find((quota) => quota.name === name);
      if (reached) {
        const { freesAtMs } = reached;
        return reject(`quota_${name}`, freesAtMs === null ? null : Math.max(0, freesAtMs - nowMs));
      }
    }
  }
  return ADMITTED;
}
