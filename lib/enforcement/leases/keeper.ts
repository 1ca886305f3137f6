import { QUOTA_NAMES } from "@/lib/quota-windows";
import type { KeyFacts, Quotas } from "../decision/facts";
import { Lease } from "./machine";
import { metersOf, type QuotaMeter } from "./meters";
import type { Effect, LeaseEvent } from "./states";
import type { LeaseStore } from "./store";
import { type Reservation, Waiters } from "./waiters";

const RESERVED: Reservation = { ok: true };
const LOW: LeaseEvent = { type: "low" };
const WAIT: LeaseEvent = { type: "wait" };
const GONE: Reservation = { ok: false, reached: null };

/**
 * An idle lease goes back only after a while: whoever is short recalls it anyway, and ten thousand
 * keys that are each asked for once in half a minute would lease and give back for every request.
 */
const IDLE_RELEASE_MS = 60_000;
const FORGET_MS = 120_000;
const MAX_RELEASED_AT_ONCE = 5_000;
/** As many leases as one statement tells the database of. */
const MAX_RESTATED_AT_ONCE = 1_000;

/**
 * The leases of this instance. The database leases admissions in advance, under a lock. They are spent here without
 * I/O, and the batch that writes their log rows settles them. What is used plus what is leased never exceeds a quota,
 * so a quota of Q admits exactly Q on any number of instances. Near the limit each request asks for itself, and what
 * others have not spent is recalled before anybody is refused.
 *
 * The keeper tells leases what happens (states.ts), and does what they want done.
 */
export class LeaseKeeper {
  private readonly leases = new Map<string, Lease>();
  private readonly waiters = new Waiters();
  private readonly doubtful = new Set<Lease>();
  /** Moves when every lease is lost at once: reservations of an earlier one are void. */
  generation = 0;
  private statements = 0;

  /**
   * @param now Unix milliseconds by the database's clock
   * @param onError told of what failed while nobody waited for it
   */
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
    const lease = this.leaseOf(key, nowMs);
    if (lease.spend(nowMs)) {
      if (lease.isLow(nowMs)) this.tell(lease, LOW, nowMs);
      return RESERVED;
    }
    const reached = lease.believedReached(nowMs);
    if (reached) return { ok: false, reached };
    return new Promise((done, fail) => {
      this.waiters.add(lease, { done, fail });
      this.tell(lease, WAIT, nowMs);
    });
  }

  /** Whether it is known here how full a key's quotas are. */
  isKnown(key: KeyFacts): boolean {
    return this.leaseOf(key, this.now()).told !== null;
  }

  /** Learns how full a key's quotas are; reserves nothing. @throws what the store throws */
  async look(key: KeyFacts): Promise<void> {
    const lease = this.leaseOf(key, this.now());
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
    this.tell(lease, { type: "refund", isVoid: !isSame(lease.quotas, key.quotas) });
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
    const lease = this.leases.get(key.id);
    return metersOf(key.quotas, lease && isSame(lease.quotas, key.quotas) ? lease : undefined);
  }

  private leaseOf(key: KeyFacts, nowMs: number): Lease {
    const lease = this.leases.get(key.id);
    if (lease?.quotas === key.quotas) return lease;
    if (!lease) {
      const fresh = new Lease(key.id, key.quotas);
      this.leases.set(key.id, fresh);
      return fresh;
    }
    if (isSame(lease.quotas, key.quotas)) lease.share(key.quotas);
    else this.tell(lease, { type: "edit", quotas: key.quotas }, nowMs);
    return lease;
  }

  private tell(lease: Lease, event: LeaseEvent, nowMs = this.now(), error?: unknown): void {
    for (const effect of lease.step(event, nowMs)) this.carryOut(lease, effect, error);
  }

  /** Tells many leases the same. @returns what is to be sent of them, for one statement */
  private tellAll(leases: readonly Lease[], event: LeaseEvent): Map<Lease, number> {
    const amounts = new Map<Lease, number>();
    const nowMs = this.now();
    for (const lease of leases) {
      for (const effect of lease.step(event, nowMs)) {
        if (effect.type === "release") amounts.set(lease, effect.amount);
        else if (effect.type === "restate") amounts.set(lease, effect.held);
        else this.carryOut(lease, effect);
      }
    }
    return amounts;
  }

  private carryOut(lease: Lease, effect: Effect, error?: unknown): void {
    switch (effect.type) {
      case "grant":
        return void this.grant(lease, effect.want, effect.ahead);
      case "release":
        return void this.release(new Map([[lease, effect.amount]]));
      case "recall":
        this.store.recall(lease.keyId).then(
          () => this.answered(lease, { type: "recall sent" }),
          (failure: unknown) => this.answered(lease, { type: "recall failed" }, failure),
        );
        return;
      case "pause":
        setTimeout(() => this.answered(lease, { type: "resume" }), effect.ms);
        return;
      case "admit":
        for (const waiter of this.waiters.take(lease, effect.waiters)) waiter.done(RESERVED);
        return;
      case "refuse":
        for (const waiter of this.waiters.take(lease)) {
          waiter.done({ ok: false, reached: effect.reached });
        }
        return;
      case "dismiss":
        for (const waiter of this.waiters.take(lease)) waiter.done(GONE);
        return;
      case "fail":
        for (const waiter of this.waiters.take(lease, effect.waiters)) waiter.fail(error);
        return;
      case "restate":
        throw new Error("leases are restated together");
    }
  }

  /** What a lease waited for has come; nothing where it was dropped meanwhile. */
  private answered(lease: Lease, event: LeaseEvent, error?: unknown): void {
    if (this.leases.get(lease.keyId) !== lease) return;
    this.tell(lease, event, this.now(), error);
    if (lease.isDoubtful) this.doubtful.add(lease);
    else this.doubtful.delete(lease);
  }

  private answeredAll(
    leases: Iterable<Lease>,
    type: "released" | "restated",
    untaken: ReadonlySet<string>,
  ): void {
    for (const lease of leases) this.answered(lease, { type, isTaken: !untaken.has(lease.keyId) });
  }

  private async grant(lease: Lease, want: number, ahead: number): Promise<void> {
    try {
      const grant = await this.store.grant(++this.statements, lease.keyId, want, ahead);
      this.answered(lease, grant ? { type: "granted", grant } : { type: "gone" });
    } catch (error) {
      if (want === 0) this.onError(error);
      this.answered(lease, { type: "failed" }, error);
    }
  }

  /** @param strangers keys of which nothing is held */
  private async release(amounts: ReadonlyMap<Lease, number>, strangers: readonly string[] = []) {
    const all = byKey(amounts);
    for (const keyId of strangers) all.set(keyId, 0);
    try {
      const untaken = new Set(await this.store.release(++this.statements, all));
      this.answeredAll(amounts.keys(), "released", untaken);
    } catch (error) {
      this.onError(error);
      for (const lease of amounts.keys()) this.answered(lease, { type: "failed" });
    }
  }

  /** Whether there are leases of which the database may believe something else. */
  isInDoubt(): boolean {
    return this.doubtful.size > 0;
  }

  /**
   * Tells the database what is held of leases in doubt. No log rows may be on their way to it
   * meanwhile, nor may it be unknown whether some are there. Leases of which something is on its way stay in doubt.
   * @throws what the store throws
   */
  async restate(): Promise<void> {
    const resting = [...this.doubtful].filter(({ state }) => state === "resting");
    for (let i = 0; i < resting.length; i += MAX_RESTATED_AT_ONCE) {
      await this.restateThese(resting.slice(i, i + MAX_RESTATED_AT_ONCE));
    }
  }

  private async restateThese(leases: readonly Lease[]): Promise<void> {
    // What was dropped while others were told is not held any more, nor under the name that holds now.
    const current = leases.filter((lease) => this.leases.get(lease.keyId) === lease);
    const held = this.tellAll(current, { type: "restate" });
    if (held.size === 0) return;
    try {
      const untaken = new Set(await this.store.restate(++this.statements, byKey(held)));
      this.answeredAll(held.keys(), "restated", untaken);
    } catch (error) {
      for (const lease of held.keys()) this.answered(lease, { type: "failed" }, error);
      throw error;
    }
  }

  /** Somebody is short of admissions of these keys' budget: what is not spent goes back. */
  onRecall(keyIds: readonly string[]): void {
    const leases = keyIds.flatMap((keyId) => this.leases.get(keyId) ?? []);
    const amounts = this.tellAll(leases, { type: "recall" });
    // Also of keys of which nothing is held: the answer spares the asker the wait for one.
    const strangers = keyIds.filter((keyId) => !this.leases.has(keyId));
    if (amounts.size + strangers.length > 0) void this.release(amounts, strangers);
  }

  /** Gives idle leases back and forgets what has long been idle. Call every few seconds. */
  tidy(): void {
    const nowMs = this.now();
    const idle: Lease[] = [];
    for (const lease of this.leases.values()) {
      if (lease.state !== "resting") continue;
      const idleMs = lease.idleMs(nowMs);
      if (lease.unspent > 0 && idleMs > IDLE_RELEASE_MS) {
        if (idle.length < MAX_RELEASED_AT_ONCE) idle.push(lease);
      } else if (idleMs > FORGET_MS && lease.isEmpty()) {
        this.leases.delete(lease.keyId);
      }
    }
    // Together: a statement each would keep grants waiting behind thousands.
    const amounts = this.tellAll(idle, { type: "idle" });
    if (amounts.size > 0) void this.release(amounts);
  }

  /** This instance is given up, by itself or by others, and its leases with it: none may be spent. */
  dropAll(): void {
    this.generation++;
    const lost = new Error("this instance was given up, and its leases with it");
    this.leases.clear();
    this.doubtful.clear();
    for (const waiter of this.waiters.takeAll()) waiter.fail(lost);
  }
}

const byKey = (amounts: ReadonlyMap<Lease, number>) =>
  new Map([...amounts].map(([{ keyId }, amount]) => [keyId, amount]));

const isSame = (a: Quotas, b: Quotas) =>
  a === b || QUOTA_NAMES.every((name) => a[name] === b[name]);
