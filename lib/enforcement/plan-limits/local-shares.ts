import type { Count } from "../decision/decide";
import type { PlanLimits } from "../decision/facts";
import { MemoryPlanLimits } from "./memory";
import type { PlanCounts, PlanLimitStore } from "./store";

/**
 * Plan limits where instances do not count together: each enforces its share of every limit by itself, so that all of
 * them together admit no more than the limit. A share is at least one request.
 */
export class LocalShares implements PlanLimitStore {
  private readonly own = new MemoryPlanLimits();

  /** @param liveInstances how many share the limits, this one included */
  constructor(private readonly liveInstances: () => number) {}

  peek(accountId: string, plan: PlanLimits, nowMs: number): PlanCounts {
    const share = this.shareOf(plan);
    return asOfWhole(plan, share, this.own.peek(accountId, share, nowMs));
  }

  take(accountId: string, plan: PlanLimits, nowMs: number): PlanCounts {
    const share = this.shareOf(plan);
    return asOfWhole(plan, share, this.own.take(accountId, share, nowMs));
  }

  /** Notes what was admitted by who counts for all: at its loss the windows do not begin empty. */
  note(accountId: string, plan: PlanLimits, nowMs: number): void {
    this.own.take(accountId, plan, nowMs);
  }

  async close(): Promise<void> {}

  /** The plan itself where there is one instance: a warm request makes no garbage of it. */
  private shareOf(plan: PlanLimits): PlanLimits {
    const instances = Math.max(1, this.liveInstances());
    if (instances === 1) return plan;
    const share = (limit: number | null) =>
      limit === null ? null : Math.max(1, Math.floor(limit / instances));
    return {
      name: plan.name,
      perSecond: share(plan.perSecond),
      perMinute: share(plan.perMinute),
    };
  }
}

/** What others may use of a limit counts as used, so that the counts can be held against all of it. */
function asOfWhole(plan: PlanLimits, share: PlanLimits, counts: PlanCounts): PlanCounts {
  if (share === plan) return counts;
  const shift = ({ used, resetMs }: Count, limit: number | null, part: number | null): Count => ({
    used: used + (limit ?? 0) - (part ?? 0),
    resetMs,
  });
  return {
    second: shift(counts.second, plan.perSecond, share.perSecond),
    minute: shift(counts.minute, plan.perMinute, share.perMinute),
  };
}
