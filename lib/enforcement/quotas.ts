import { QUOTA_NAMES } from "@/lib/quota-names";
import type { KeyFacts, Quotas } from "./facts";
import { type Grant, KeyLease, type Reservation } from "./key-lease";
import { LeaseDoubts } from "./lease-doubts";
import { LeaseReturns } from "./lease-returns";
import type { LeaseStore } from "./lease-store";
import { metersOf, type QuotaMeter } from "./quota-meters";

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
const MAX_RELEASED_AT_ONCE = 5_000;

/**
 * The rolling quotas of keys. Admissions are leased from the database in advance, under a lock,
 * spent here without I/O, and settled by the batch that writes their log rows. What is used
 * plus what is leased never exceeds a quota, so a quota of Q admits exactly Q on any number of
 * instances; near the limit each request asks for itself, and unspent leases are recalled
 * before anybody is refused.
 */
export class QuotaLeases {
  private readonly leases = new Map<string, KeyLease>();
  private readonly doubts = new LeaseDoubts();
  private readonly returns = new LeaseReturns();
  /** Moves when every lease is lost at once: reservations of an earlier one are void. */
  generation = 0;
  private statements = 0;

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
    const grant = await this.store.grant(++this.statements, key.id, 0, 0);
    if (grant) lease.take(grant, this.now());
  }

  /**
   * Takes a reservation back that was not used in the end.
   * @param generation as it was when the reservation was made
   */
  refund(key: KeyFacts, generation: number): void {
    const lease = this.leases.get(key.id);
    if (!lease || generation !== this.generation) return;
    lease.refund();
    // Leased under quotas that hold no more, it may be one too many for those that do.
    if (isSame(lease.quotas, key.quotas)) this.giveUpSurplus(lease);
    else this.giveBack(lease);
  }

  /** Log rows that spent this much of a key's lease are in the database. */
  settle(keyId: string, spent: number): void {
    this.leases.get(keyId)?.settle(spent);
  }

  /** The row of an admission will never be in the database: it stays leased, and so counted. */
  keepSpent(keyId: string): void {
    this.leases.get(keyId)?.settle(-1);
  }

  /** The set quotas as of the last grant and what was spent since. */
  meters(key: KeyFacts): QuotaMeter[] {
    return metersOf(key.quotas, this.leases.get(key.id));
  }

  private leaseOf(key: KeyFacts): KeyLease {
    const lease = this.leases.get(key.id);
    if (lease?.quotas === key.quotas) return lease;
    if (!lease) {
      const fresh = new KeyLease(key.id, key.quotas);
      this.leases.set(key.id, fresh);
      return fresh;
    }
    if (isSame(lease.quotas, key.quotas)) {
      lease.quotas = key.quotas;
    } else {
      lease.edit(key.quotas);
      if (lease.unspent > 0) this.giveBack(lease);
    }
    return lease;
  }

  private async ask(lease: KeyLease): Promise<void> {
    if (lease.asking) return;
    lease.asking = true;
    let recalls = 0;
    try {
      while (lease.waiting > 0) {
        // Else the database would refuse for what this very instance is giving back.
        if (this.returns.has(lease.keyId)) await this.returns.of(lease.keyId);
        const { edition } = lease;
        const grant = await this.grant(lease, lease.waiting);
        if (!grant) {
          for (const waiter of lease.takeWaiters()) waiter.done(GONE);
          break;
        }
        if (edition !== lease.edition) continue;
        const nowMs = this.now();
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

  /** Asks the database for admissions and takes them in. @throws what the store throws */
  private async grant(lease: KeyLease, want: number): Promise<Grant | null> {
    const { edition } = lease;
    let grant: Grant | null;
    lease.isGranting = true;
    try {
      const ahead = lease.ahead(this.now());
      grant = await this.store.grant(++this.statements, lease.keyId, want, ahead);
      if (grant) lease.take(grant, this.now());
    } catch (error) {
      this.doubt(lease);
      throw error;
    } finally {
      lease.isGranting = false;
      if (lease.isRecalled) this.answerRecall(lease);
    }
    // The quotas were edited meanwhile: it may have been granted under the old ones.
    if (edition !== lease.edition && lease.unspent > 0) this.giveBack(lease);
    return grant;
  }

  /** Asks for more before the lease is used up, so that a busy key never waits. */
  private askAheadIfLow(lease: KeyLease, nowMs: number): void {
    if (lease.asking || lease.unspent * 2 > lease.ahead(nowMs) || !lease.hasRoom()) return;
    lease.asking = true;
    this.grant(lease, 0)
      .catch(this.onError)
      .finally(() => {
        lease.asking = false;
        if (lease.waiting > 0) void this.ask(lease);
        else this.giveUpSurplus(lease);
      });
  }

  /**
   * What nobody waits for goes back while others are short, and where the lease was given back: it
   * was on its way when the recall came, and nobody would ask for it again.
   */
  private giveUpSurplus(lease: KeyLease): void {
    if (lease.unspent === 0 || lease.waiting > 0) return;
    if (lease.isReturned || this.now() < lease.calmUntilMs) this.giveBack(lease);
  }

  private giveBack(...leases: readonly KeyLease[]): void {
    const amounts = new Map<string, number>();
    for (const lease of leases) {
      amounts.set(lease.keyId, lease.unspent);
      lease.unspent = 0;
    }
    this.release(amounts);
  }

  private release(amounts: ReadonlyMap<string, number>): void {
    const keyIds = [...amounts.keys()];
    const leases = keyIds.flatMap((keyId) => this.leases.get(keyId) ?? []);
    for (const lease of leases) lease.isReturned = true;
    this.returns.inTurn(keyIds, async () => {
      try {
        const untaken = await this.store.release(++this.statements, amounts);
        const inDoubt = new Set(untaken.filter((keyId) => amounts.get(keyId)! > 0));
        for (const lease of leases) if (inDoubt.has(lease.keyId)) this.doubt(lease);
      } catch (error) {
        for (const lease of leases) this.doubt(lease);
        this.onError(error);
      }
    });
  }

  /** What the database has for this lease is not known: it is told when `restate` is called next. */
  private doubt(lease: KeyLease): void {
    if (this.leases.get(lease.keyId) === lease) this.doubts.add(lease);
  }

  /** Whether there are leases of which the database may believe something else. */
  isInDoubt(): boolean {
    return this.doubts.size > 0;
  }

  /**
   * Tells the database what is held of leases in doubt. No log rows may be on their way to it
   * meanwhile, nor may it be unknown whether some are there. Those that are being asked for stay in
   * doubt.
   */
  restate(): Promise<void> {
    return this.doubts.resolve(
      (lease) => lease.asking || this.returns.has(lease.keyId),
      (held) => this.store.restate(++this.statements, held),
    );
  }

  /** Somebody is short of admissions of these keys' budget: give back what is not spent. */
  onRecall(keyIds: readonly string[]): void {
    const amounts = new Map<string, number>();
    for (const keyId of keyIds) {
      const lease = this.leases.get(keyId);
      if (lease) lease.calmUntilMs = this.now() + CALM_MS;
      // What is being granted is part of the answer: without it the asker would take for spent what
      // is on its way to here, and refuse.
      if (lease?.isGranting) lease.isRecalled = true;
      // Also with nothing to give: the answer spares the asker the wait for one.
      else amounts.set(keyId, lease?.takeSurplus() ?? 0);
    }
    if (amounts.size > 0) this.release(amounts);
  }

  private answerRecall(lease: KeyLease): void {
    lease.isRecalled = false;
    this.release(new Map([[lease.keyId, lease.takeSurplus()]]));
  }

  /** Gives idle leases back and forgets what has long been idle. Call every few seconds. */
  tidy(): void {
    const nowMs = this.now();
    const idle: KeyLease[] = [];
    for (const lease of this.leases.values()) {
      if (lease.asking || lease.waiting > 0) continue;
      const idleMs = nowMs - lease.lastUsedMs;
      if (lease.unspent > 0 && idleMs > IDLE_RELEASE_MS) {
        if (idle.length < MAX_RELEASED_AT_ONCE) idle.push(lease);
      } else if (
        idleMs > FORGET_MS &&
        lease.isEmpty() &&
        !this.doubts.has(lease) &&
        !this.returns.has(lease.keyId)
      ) {
        this.leases.delete(lease.keyId);
      }
    }
    // Together: a statement each would keep grants waiting behind thousands.
    if (idle.length > 0) this.giveBack(...idle);
  }

  /** This instance is given up, by itself or by others, and its leases with it: none may be spent. */
  dropAll(): void {
    this.generation++;
    for (const lease of this.leases.values()) lease.unspent = 0;
    this.leases.clear();
    this.doubts.clear();
  }
}

const isSame = (a: Quotas, b: Quotas) => QUOTA_NAMES.every((name) => a[name] === b[name]);
