import { LRUCache } from "lru-cache";
import type { PlanLimits } from "../facts";
import type { PlanCounts, PlanLimitStore } from "./store";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const FIRST_CAPACITY = 16;
const MAX_ACCOUNTS = 50_000;

/**
 * The moments of an account's latest admissions, in a ring that grows up to the larger limit.
 * A limit of n in a window is reached exactly when the n-th latest moment is still inside it:
 * one look, whatever the limit.
 */
class AdmissionRing {
  private times = new Float64Array(FIRST_CAPACITY);
  private next = 0;
  private size = 0;

  /** The n-th latest moment (n from 1), or -Infinity if there were not so many. */
  private nthLatest(n: number): number {
    if (n > this.size) return -Infinity;
    const capacity = this.times.length;
    return this.times[(this.next - n + capacity) % capacity]!;
  }

  /** How many of the latest `limit` moments lie in the window; binary search, as they ascend. */
  private countSince(startMs: number, limit: number): number {
    let low = 0;
    let high = Math.min(this.size, limit);
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.nthLatest(middle) > startMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  count(limit: number, windowMs: number, nowMs: number) {
    const used = this.countSince(nowMs - windowMs, limit);
    const resetMs = used === 0 ? windowMs : this.nthLatest(used) + windowMs - nowMs;
    return { used, resetMs };
  }

  push(nowMs: number, neededCapacity: number): void {
    if (this.size === this.times.length && this.nthLatest(this.size) > nowMs - MINUTE_MS) {
      this.grow(neededCapacity);
    }
    this.times[this.next] = nowMs;
    this.next = (this.next + 1) % this.times.length;
    this.size = Math.min(this.size + 1, this.times.length);
  }

  private grow(neededCapacity: number): void {
    const capacity = this.times.length;
    if (capacity >= neededCapacity) return;
    const larger = new Float64Array(Math.min(neededCapacity, capacity * 2));
    for (let n = this.size; n >= 1; n--) larger[this.size - n] = this.nthLatest(n);
    this.times = larger;
    this.next = this.size % larger.length;
  }
}

/** Exact rolling limits in this process's memory: right for one instance. */
export class MemoryPlanLimits implements PlanLimitStore {
  private readonly rings = new LRUCache<string, AdmissionRing>({ max: MAX_ACCOUNTS });

  peek(accountId: string, plan: PlanLimits, nowMs: number): PlanCounts {
    const ring = this.rings.get(accountId);
    if (!ring) {
      return { second: { used: 0, resetMs: SECOND_MS }, minute: { used: 0, resetMs: MINUTE_MS } };
    }
    return {
      second: ring.count(plan.perSecond, SECOND_MS, nowMs),
      minute: ring.count(plan.perMinute, MINUTE_MS, nowMs),
    };
  }

  take(accountId: string, plan: PlanLimits, nowMs: number): PlanCounts {
    const counts = this.peek(accountId, plan, nowMs);
    if (counts.second.used < plan.perSecond && counts.minute.used < plan.perMinute) {
      let ring = this.rings.get(accountId);
      if (!ring) this.rings.set(accountId, (ring = new AdmissionRing()));
      ring.push(nowMs, Math.max(plan.perSecond, plan.perMinute));
    }
    return counts;
  }

  async close(): Promise<void> {}
}
