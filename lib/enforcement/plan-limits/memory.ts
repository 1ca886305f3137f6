import { LRUCache } from "lru-cache";
import { type Count, isFull } from "../decision/decide";
import type { PlanLimits } from "../decision/facts";
import type { PlanCounts, PlanLimitStore } from "./store";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const FIRST_CAPACITY = 16;
const MAX_ACCOUNTS = 50_000;

const noneCounted = (): PlanCounts => ({
  second: { used: 0, resetMs: SECOND_MS },
  minute: { used: 0, resetMs: MINUTE_MS },
});

/**
 * The moments of an account's latest admissions, in a ring that grows up to the larger limit, and
 * how far each window has moved over them. A moment is stepped over once for each window, so that
 * a request costs the same whatever the limit.
 */
class AdmissionRing {
  /** A power of two long: the n-th admission stands at n modulo that. */
  private times = new Float64Array(FIRST_CAPACITY);
  /** How many there ever were; the latest of them are in the ring. */
  private admitted = 0;
  /** The first admission that may still lie in each window. */
  private secondStart = 0;
  private minuteStart = 0;

  private at(n: number): number {
    return this.times[n & (this.times.length - 1)]!;
  }

  count({ perSecond, perMinute }: PlanLimits, nowMs: number): PlanCounts {
    this.secondStart = this.firstSince(this.secondStart, nowMs - SECOND_MS);
    this.minuteStart = this.firstSince(this.minuteStart, nowMs - MINUTE_MS);
    return {
      second: this.fullness(this.secondStart, perSecond, SECOND_MS, nowMs),
      minute: this.fullness(this.minuteStart, perMinute, MINUTE_MS, nowMs),
    };
  }

  /** The first admission from the `from`-th on that lies in the window; doubling steps, then halving ones. */
  private firstSince(from: number, startMs: number): number {
    const hasLeft = (n: number) => n < this.admitted && this.at(n) <= startMs;
    let first = Math.max(from, this.admitted - this.times.length);
    if (!hasLeft(first)) return first;
    let step = 1;
    while (hasLeft(first + step)) {
      first += step;
      step *= 2;
    }
    // The first-th has left, the one `step` after it has not.
    while (step > 1) {
      step /= 2;
      if (hasLeft(first + step)) first += step;
    }
    return first + 1;
  }

  /** Past its limit a window is full; by how much does not matter. */
  private fullness(start: number, limit: number | null, windowMs: number, nowMs: number): Count {
    if (limit === null) return { used: 0, resetMs: windowMs };
    const used = Math.min(this.admitted - start, limit);
    const resetMs = used === 0 ? windowMs : this.at(this.admitted - used) + windowMs - nowMs;
    return { used, resetMs };
  }

  push(nowMs: number, neededCapacity: number): void {
    // Nothing that lies in a window may be written over.
    const isFull = this.admitted - this.minuteStart >= this.times.length;
    if (isFull && this.times.length < neededCapacity) this.grow();
    this.times[this.admitted & (this.times.length - 1)] = nowMs;
    this.admitted++;
  }

  private grow(): void {
    const larger = new Float64Array(this.times.length * 2);
    const mask = larger.length - 1;
    for (let n = Math.max(0, this.admitted - this.times.length); n < this.admitted; n++) {
      larger[n & mask] = this.at(n);
    }
    this.times = larger;
  }
}

/** Exact rolling limits in this process's memory: right for one instance. */
export class MemoryPlanLimits implements PlanLimitStore {
  private readonly rings = new LRUCache<string, AdmissionRing>({ max: MAX_ACCOUNTS });

  peek(accountId: string, plan: PlanLimits, nowMs: number): PlanCounts {
    return this.rings.get(accountId)?.count(plan, nowMs) ?? noneCounted();
  }

  take(accountId: string, plan: PlanLimits, nowMs: number): PlanCounts {
    if (plan.perSecond === null && plan.perMinute === null) return noneCounted();
    let ring = this.rings.get(accountId);
    const counts = ring?.count(plan, nowMs) ?? noneCounted();
    if (!isFull(counts.second, plan.perSecond) && !isFull(counts.minute, plan.perMinute)) {
      if (!ring) this.rings.set(accountId, (ring = new AdmissionRing()));
      ring.push(nowMs, Math.max(plan.perSecond ?? 0, plan.perMinute ?? 0));
    }
    return counts;
  }

  async close(): Promise<void> {}
}
