import type { Counts } from "../decision/decide";
import type { PlanLimits } from "../decision/facts";

export type PlanCounts = Pick<Counts, "second" | "minute">;

/**
 * Counts requests against the per-second and per-minute limits of an account. `nowMs` is any
 * monotonic clock of this process, in milliseconds: stores that several instances share use
 * their own.
 */
export interface PlanLimitStore {
  /** How full the limits are. Consumes nothing. */
  peek(accountId: string, plan: PlanLimits, nowMs: number): PlanCounts | Promise<PlanCounts>;

  /**
   * Consumes one request of each limit if both have room, else nothing. Answers how full the
   * limits were before, so that `used < limit` in both means that it was consumed.
   */
  take(accountId: string, plan: PlanLimits, nowMs: number): PlanCounts | Promise<PlanCounts>;

  close(): Promise<void>;
}
