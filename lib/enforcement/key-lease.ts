import { QUOTA_NAMES, type QuotaName } from "@/lib/quota-names";
import type { ReachedQuota } from "./decide";
import type { Quotas } from "./facts";

/** What the database answers to a wish for admissions; instants are Unix milliseconds. */
export interface Grant {
  granted: number;
  /** Set when nothing could be granted: the first quota in the order of checks that is full. */
  reached: QuotaName | null;
  freesAtMs: number | null;
  /** A holder has unspent admissions that a recall may bring back. */
  recallable: boolean;
  /** Leased out in all before this grant. */
  leased: number;
  used: Record<QuotaName, number>;
  /** When the oldest counted request leaves each window; null where unset or empty. */
  resetsAtMs: Record<QuotaName, number | null>;
}

export type Reservation =
  | { ok: true }
  | { ok: false; reached: ReachedQuota }
  /** The key went away while we asked. */
  | { ok: false; reached: null };

/** What a key's first lease holds beyond the requests that wait. */
const FIRST_AHEAD = 8;
/** A lease should last about this long at the key's present rate. */
const AHEAD_MS = 2_000;
const MAX_AHEAD = 20_000;

/** A request that waits for an admission to be leased. */
interface Waiter {
  done: (reservation: Reservation) => void;
  fail: (error: unknown) => void;
}

const NOBODY: readonly Waiter[] = [];

/** What this instance holds of one key's quotas, and who waits for more. */
export class KeyLease {
  unspent = 0;
  /** Spent, and not in the database yet: neither as a log row nor as taken back. */
  unsettled = 0;
  quotas: Quotas;
  /** Moves when the quotas are edited: what was asked for under the old ones is not to be spent. */
  edition = 0;
  /** Null while nobody waits: a hundred thousand empty queues would take as much as the leases. */
  private queue: Waiter[] | null = null;
  asking = false;
  /** A grant is on its way. */
  isGranting = false;
  /** Somebody was short while a grant was on its way: once it is here, what is not needed goes back. */
  isRecalled = false;
  refusal: { reached: ReachedQuota; untilMs: number } | null = null;
  /** Per set quota: what is left beside our unspent admissions, as of the last grant. */
  rest: Partial<Record<QuotaName, number>> = {};
  resetsAtMs: Partial<Record<QuotaName, number | null>> = {};
  lastUsedMs = 0;
  calmUntilMs = 0;
  /** It was given back, and the database asks for no more of it until it grants some. */
  isReturned = false;
  private askedAtMs = 0;
  private spent = 0;

  constructor(
    readonly keyId: string,
    quotas: Quotas,
  ) {
    this.quotas = quotas;
  }

  get waiting(): number {
    return this.queue === null ? 0 : this.queue.length;
  }

  wait(waiter: Waiter): void {
    (this.queue ??= []).push(waiter);
  }

  /** Takes those who waited longest out of the queue. */
  takeWaiters(atMost = Infinity): readonly Waiter[] {
    const { queue } = this;
    if (queue === null) return NOBODY;
    if (atMost < queue.length) return queue.splice(0, atMost);
    this.queue = null;
    return queue;
  }

  spend(nowMs: number): void {
    this.unspent--;
    this.unsettled++;
    this.spent++;
    this.lastUsedMs = nowMs;
  }

  /** Takes out what nobody here waits for. */
  takeSurplus(): number {
    const surplus = Math.max(0, this.unspent - this.waiting);
    this.unspent -= surplus;
    return surplus;
  }

  /** What was spent was not used in the end. */
  refund(): void {
    this.unspent++;
    this.unsettled = Math.max(0, this.unsettled - 1);
    this.refusal = null;
  }

  /** Log rows that spent this much are written, and the database counts it as used. */
  settle(spent: number): void {
    this.unsettled = Math.max(0, this.unsettled - spent);
  }

  /** Begins anew under other quotas; whoever waits goes on waiting. */
  edit(quotas: Quotas): void {
    this.quotas = quotas;
    this.edition++;
    this.refusal = null;
    this.rest = {};
    this.resetsAtMs = {};
    this.askedAtMs = 0;
    this.spent = 0;
  }

  /** Whether everything of it is settled or given back. */
  isEmpty(): boolean {
    return this.unspent === 0 && this.unsettled === 0;
  }

  /** Admissions to lease in advance, from the rate since the last grant. */
  ahead(nowMs: number): number {
    if (nowMs < this.calmUntilMs) return 0;
    if (this.askedAtMs === 0) return FIRST_AHEAD;
    const elapsedMs = Math.max(1, nowMs - this.askedAtMs);
    return Math.min(MAX_AHEAD, Math.ceil(((this.spent + this.waiting) / elapsedMs) * AHEAD_MS));
  }

  take(grant: Grant, nowMs: number): void {
    this.askedAtMs = nowMs;
    this.spent = 0;
    this.unspent += grant.granted;
    if (grant.granted > 0) this.isReturned = false;
    this.refusal = null;
    for (const name of QUOTA_NAMES) {
      const limit = this.quotas[name];
      if (limit === null) continue;
      this.rest[name] = limit - grant.used[name] - grant.leased - grant.granted;
      this.resetsAtMs[name] = grant.resetsAtMs[name];
    }
  }

  /** Whether a grant has told how full the quotas are. */
  isKnown(): boolean {
    return this.askedAtMs !== 0;
  }

  /** Whether there is enough left for asking ahead to make sense. */
  hasRoom(): boolean {
    return Object.values(this.rest).every((rest) => rest > 8);
  }
}
