import { QUOTA_NAMES, type QuotaName } from "@/lib/errors";
import type { ReachedQuota } from "./decide";
import type { KeyFacts } from "./facts";
import { type Grant, KeyLease, type Reservation } from "./key-lease";

/** Leases as the database keeps them, for this instance. */
export interface LeaseStore {
  /** Null: there is no such key any more. */
  grant(keyId: string, want: number, ahead: number): Promise<Grant | null>;
  /** Gives unspent admissions back, and says that this instance holds no more of them. */
  release(keyId: string, amount: number): Promise<void>;
  /** Asks every instance to give back what it has not spent of the key's budget. */
  recall(keyId: string): Promise<void>;
}

/** One set quota as a client may know it. */
export interface QuotaMeter {
  name: QuotaName;
  limit: number;
  remaining: number;
  resetsAtMs: number | null;
}

const RESERVED: Reservation = { ok: true };
const GONE: Reservation = { ok: false, reached: null };

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
