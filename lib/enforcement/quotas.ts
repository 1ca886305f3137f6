import { QUOTA_NAMES, type QuotaName } from "@/lib/errors";
import type { ReachedQuota } from "./decide";
import type { KeyFacts, Quotas } from "./facts";

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

/** Leases as the database keeps them, for this instance. */
export interface LeaseStore {
  /** Null: there is no such key any more. */
  grant(keyId: string, want: number, ahead: number): Promise<Grant | null>;
  /** Gives unspent admissions back, and says that this instance holds no more of them. */
  release(keyId: string, amount: number): Promise<void>;
  /** Asks every instance to give back what it has not spent of the key's budget. */
  recall(keyId: string): Promise<void>;
}

export type Reservation =
  | { ok: true }
  | { ok: false; reached: ReachedQuota }
  /** The key went away while we asked. */
  | { ok: false; reached: null };

/** One set quota as a client may know it. */
export interface QuotaMeter {
  name: QuotaName;
  limit: number;
  remaining: number;
  resetsAtMs: number | null;
}

const RESERVED: Reservation = { ok: true };
const GONE: Reservation = { ok: false, reached: null };

/** What a key's first lease holds beyond the requests that wait. */
const FIRST_AHEAD = 8;
/** A lease should last about this long at the key's present rate. */
const AHEAD_MS = 2_000;
const MAX_AHEAD = 20_000;
/** Recalls are answered within a few milliseconds by live instances. */
const RECALL_PAUSE_MS = 15;
const MAX_RECALLS = 12;
/** How long to believe that a quota is full before asking again, while admissions are leased out. */
const LEASED_OUT_BELIEF_MS = 500;
const BELIEF_MS = 30_000;
/** After a recall, lease no more than what waits: somebody else is short. */
const CALM_MS = 5_000;
/**
 * An idle lease goes back only after a while: whoever is short recalls it anyway, and ten thousand
 * keys that are each asked for once in half a minute would lease and give back for every request.
 */
const IDLE_RELEASE_MS = 60_000;
const FORGET_MS = 120_000;

interface Waiter {
  done: (reservation: Reservation) => void;
  fail: (error: unknown) => void;
}

const NOBODY: readonly Waiter[] = [];

class KeyLease {
  unspent = 0;
  quotas: Quotas;
  /** Null while nobody waits: a hundred thousand empty queues would take as much as the leases. */
  private queue: Waiter[] | null = null;
  asking = false;
  refusal: { reached: ReachedQuota; untilMs: number } | null = null;
  /** Per set quota: what is left beside our unspent admissions, as of the last grant. */
  rest: Partial<Record<QuotaName, number>> = {};
  resetsAtMs: Partial<Record<QuotaName, number | null>> = {};
  lastUsedMs = 0;
  calmUntilMs = 0;
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
    this.spent++;
    this.lastUsedMs = nowMs;
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

/**
 * The rolling quotas of keys. Admissions are leased from the database in advance, under a lock,
 * spent here without I/O, and settled by the batch that writes their log rows. What is used
 * plus what is leased never exceeds a quota, so a quota of Q admits exactly Q on any number of
 * instances; near the limit each request asks for itself, and unspent leases are recalled
 * before anybody is refused.
 */
export class QuotaLeases {
  private readonly leases = new Map<string, KeyLease>();
  /** By key: what is on its way back to the database. */
  private readonly returning = new Map<string, Promise<unknown>>();
  /** Moves when every lease is lost at once: reservations of an earlier one are void. */
  generation = 0;

  constructor(
    private readonly store: LeaseStore,
    private readonly now: () => number,
    private readonly onError: (error: unknown) => void,
  ) {}

  /**
   * Reserves one admission. Answers at once for a warm key; otherwise asks the database, once
   * for all requests that wait.
   * @throws what the store throws
   */
  reserve(key: KeyFacts): Reservation | Promise<Reservation> {
    const nowMs = this.now();
    const lease = this.leaseOf(key);
    if (lease.unspent > 0) {
      lease.spend(nowMs);
      this.askAheadIfLow(lease, nowMs);
      return RESERVED;
    }
    if (lease.refusal && nowMs < lease.refusal.untilMs) {
      return { ok: false, reached: lease.refusal.reached };
    }
    return new Promise((done, fail) => {
      lease.wait({ done, fail });
      void this.ask(lease);
    });
  }

  /** Whether it is known here how full a key's quotas are. */
  isKnown(key: KeyFacts): boolean {
    return this.leaseOf(key).isKnown();
  }

  /** Learns how full a key's quotas are; reserves nothing. */
  async look(key: KeyFacts): Promise<void> {
    const lease = this.leaseOf(key);
    const grant = await this.store.grant(key.id, 0, 0);
    if (grant) lease.take(grant, this.now());
  }

  /**
   * Takes a reservation back that was not used in the end.
   * @param generation as it was when the reservation was made
   */
  refund(key: KeyFacts, generation: number): void {
    if (generation !== this.generation) return;
    const lease = this.leaseOf(key);
    lease.unspent++;
    lease.refusal = null;
    this.giveUpSurplus(lease);
  }

  /** The quota that is known to be full right now, without asking anybody; null if none is. */
  knownReached(key: KeyFacts): ReachedQuota | null {
    const lease = this.leases.get(key.id);
    if (!lease?.refusal || lease.unspent > 0 || this.now() >= lease.refusal.untilMs) return null;
    return lease.quotas === key.quotas ? lease.refusal.reached : null;
  }

  /** The set quotas as of the last grant and what was spent since. */
  meters(key: KeyFacts): QuotaMeter[] {
    const lease = this.leases.get(key.id);
    const meters: QuotaMeter[] = [];
    for (const name of QUOTA_NAMES) {
      const limit = key.quotas[name];
      if (limit === null) continue;
      const rest = lease?.rest[name];
      const remaining = rest === undefined ? limit : Math.max(0, rest + lease!.unspent);
      meters.push({ name, limit, remaining, resetsAtMs: lease?.resetsAtMs[name] ?? null });
    }
    return meters;
  }

  private leaseOf(key: KeyFacts): KeyLease {
    const lease = this.leases.get(key.id);
    if (lease?.quotas === key.quotas) return lease;
    if (lease && QUOTA_NAMES.every((name) => lease.quotas[name] === key.quotas[name])) {
      lease.quotas = key.quotas;
      return lease;
    }
    // The quotas were edited: what was leased under the old ones goes back. Requests that are
    // waiting are served by the old lease, whose grant reads the new quotas anyway.
    if (lease && lease.unspent > 0) this.giveBack(lease);
    const fresh = new KeyLease(key.id, key.quotas);
    fresh.calmUntilMs = lease?.calmUntilMs ?? 0;
    this.leases.set(key.id, fresh);
    return fresh;
  }

  private async ask(lease: KeyLease): Promise<void> {
    if (lease.asking) return;
    lease.asking = true;
    let recalls = 0;
    try {
      while (lease.waiting > 0) {
        // Else the database would refuse for what this very instance is giving back.
        if (this.returning.has(lease.keyId)) await this.returning.get(lease.keyId);
        const want = lease.waiting;
        const grant = await this.store.grant(lease.keyId, want, lease.ahead(this.now()));
        if (!grant) {
          for (const waiter of lease.takeWaiters()) waiter.done(GONE);
          break;
        }
        const nowMs = this.now();
        lease.take(grant, nowMs);
        for (const waiter of lease.takeWaiters(lease.unspent)) {
          lease.spend(nowMs);
          waiter.done(RESERVED);
        }
        if (lease.waiting === 0 || grant.reached === null) continue;
        if (grant.recallable && recalls++ < MAX_RECALLS) {
          if (recalls === 1) await this.store.recall(lease.keyId);
          await new Promise((resume) => setTimeout(resume, RECALL_PAUSE_MS));
          continue;
        }
        const reached = { name: grant.reached, freesAtMs: grant.freesAtMs };
        const beliefMs = grant.leased > 0 ? LEASED_OUT_BELIEF_MS : BELIEF_MS;
        const untilMs = Math.min(grant.freesAtMs ?? Infinity, nowMs + beliefMs);
        lease.refusal = { reached, untilMs };
        for (const waiter of lease.takeWaiters()) waiter.done({ ok: false, reached });
      }
    } catch (error) {
      for (const waiter of lease.takeWaiters()) waiter.fail(error);
    } finally {
      lease.asking = false;
      this.giveUpSurplus(lease);
    }
  }

  /** Asks for more before the lease is used up, so that a busy key never waits. */
  private askAheadIfLow(lease: KeyLease, nowMs: number): void {
    if (lease.asking || !lease.hasRoom()) return;
    const ahead = lease.ahead(nowMs);
    if (lease.unspent * 2 > ahead) return;
    lease.asking = true;
    this.store
      .grant(lease.keyId, 0, ahead)
      .then((grant) => {
        if (grant) lease.take(grant, this.now());
      })
      .catch(this.onError)
      .finally(() => {
        lease.asking = false;
        if (lease.waiting > 0) void this.ask(lease);
        else this.giveUpSurplus(lease);
      });
  }

  /**
   * What nobody waits for goes back from a lease that was replaced, and while others are short: it
   * was on its way when the recall came, and nobody would ask for it again.
   */
  private giveUpSurplus(lease: KeyLease): void {
    if (lease.unspent === 0 || lease.waiting > 0) return;
    const isReplaced = this.leases.get(lease.keyId) !== lease;
    if (isReplaced || this.now() < lease.calmUntilMs) this.giveBack(lease);
  }

  private giveBack(lease: KeyLease): void {
    const amount = lease.unspent;
    lease.unspent = 0;
    this.release(lease.keyId, amount);
  }

  private release(keyId: string, amount: number): void {
    const released = this.store.release(keyId, amount).catch(this.onError);
    const all: Promise<unknown> = Promise.all([this.returning.get(keyId), released]).finally(() => {
      if (this.returning.get(keyId) === all) this.returning.delete(keyId);
    });
    this.returning.set(keyId, all);
  }

  /** Somebody is short of admissions of these keys' budget: give back what is not spent. */
  onRecall(keyIds: readonly string[]): void {
    for (const keyId of keyIds) {
      const lease = this.leases.get(keyId);
      if (lease) lease.calmUntilMs = this.now() + CALM_MS;
      // Also with nothing to give: the answer spares the asker the wait for one.
      const amount = lease?.unspent ?? 0;
      if (lease) lease.unspent = 0;
      this.release(keyId, amount);
    }
  }

  /** Gives idle leases back and forgets what has long been idle. Call every few seconds. */
  tidy(): void {
    const nowMs = this.now();
    for (const lease of this.leases.values()) {
      if (lease.asking || lease.waiting > 0) continue;
      const idleMs = nowMs - lease.lastUsedMs;
      if (lease.unspent > 0 && idleMs > IDLE_RELEASE_MS) this.giveBack(lease);
      else if (lease.unspent === 0 && idleMs > FORGET_MS) this.leases.delete(lease.keyId);
    }
  }

  /** Gives everything back, at the end of the process. */
  async releaseAll(): Promise<void> {
    const held = [...this.leases.values()].filter((lease) => lease.unspent > 0);
    this.leases.clear();
    await Promise.all(held.map((lease) => this.store.release(lease.keyId, lease.unspent)));
  }

  /** This instance was given up for dead, and its leases with it: none of them may be spent. */
  dropAll(): void {
    this.generation++;
    for (const lease of this.leases.values()) lease.unspent = 0;
    this.leases.clear();
  }
}
