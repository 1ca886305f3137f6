import { QUOTA_NAMES, type QuotaName } from "@/lib/quota-windows";
import type { Quotas } from "../decision/facts";
import { WINDOW_MS } from "../decision/windows";

/** A request whose answer left. */
export interface Answered {
  id: string;
  /** Its date in the log, Unix milliseconds. */
  atMs: number;
  /** Admitted, and counted towards the quotas. */
  counts: boolean;
}

/** A quota that was raised serves requests that came before, too: this long they wait at most. */
const MAX_WAIT_MS = 10_000;

const windowOf = (name: QuotaName) => (name === "total" ? Infinity : WINDOW_MS[name]);

/**
 * The exact truth: every admission, and every quota that was ever in force. It knows nothing of
 * leases or buckets.
 */
export class SlidingLog {
  readonly answered: Answered[] = [];
  private readonly quotas: Array<{ sinceMs: number; quotas: Quotas }> = [];

  answer(answered: Answered): void {
    this.answered.push(answered);
  }

  setQuotas(sinceMs: number, quotas: Quotas): void {
    this.quotas.push({ sinceMs, quotas });
  }

  /**
   * The largest quota in force at any moment of a span: a window may hold what it was allowed
   * before the quota was lowered. Null: there was a moment without a quota, or shortly before, when instances may not
   * have heard of the first one, and what they had in flight need not count.
   */
  private largestQuota(name: QuotaName, fromMs: number, toMs: number): number | null {
    let largest = 0;
    for (let i = 0; i < this.quotas.length; i++) {
      const endsMs = this.quotas[i + 1]?.sinceMs ?? Infinity;
      const quota = this.quotas[i]!.quotas[name];
      const lastsMs = endsMs + (quota === null ? MAX_WAIT_MS : 0);
      if (this.quotas[i]!.sinceMs > toMs || lastsMs < fromMs) continue;
      if (quota === null) return null;
      largest = Math.max(largest, quota);
    }
    return largest;
  }

  /**
   * The first window that holds more than its quota, in words, or null. A window ends with an
   * admission; one that lies exactly a window before it has left.
   */
  firstExcess(): string | null {
    const log = this.answered.filter(({ counts }) => counts).sort((a, b) => a.atMs - b.atMs);
    for (const name of QUOTA_NAMES) {
      let oldest = 0;
      for (let newest = 0; newest < log.length; newest++) {
        const toMs = log[newest]!.atMs;
        const fromMs = toMs - windowOf(name);
        while (log[oldest]!.atMs <= fromMs) oldest++;
        const quota = this.largestQuota(name, fromMs, toMs + MAX_WAIT_MS);
        const count = newest - oldest + 1;
        if (quota !== null && count > quota) {
          return `${count} admissions in a ${name} window of ${quota}, ending ${new Date(toMs).toISOString()}`;
        }
      }
    }
    return null;
  }
}
