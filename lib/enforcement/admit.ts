import { uuidv7 } from "@/lib/ids";
import {
  type Admission,
  type AdmitRequest,
  UNAVAILABLE,
  type Unavailable,
} from "./decision/admission";
import type { BlockedCallers } from "./addresses/blocked-callers";
import { blockUnit } from "@/lib/http/client-address";
import type { DatabaseClock } from "@/lib/time/database-clock";
import { withDeadline } from "@/lib/time/deadline";
import {
  type Counts,
  decide,
  NOTHING_COUNTED,
  type ReachedQuota,
  type RequestFacts,
  type Verdict,
} from "./decision/decide";
import type { KeyFacts } from "./decision/facts";
import type { IpBlocks } from "./addresses/ip-blocks";
import type { KeyCache } from "./keys/key-cache";
import type { Reservation } from "./leases/waiters";
import type { PlanCounts, PlanLimitStore } from "./plan-limits/store";
import type { QuotaMeter } from "./leases/meters";
import type { LeaseKeeper } from "./leases/keeper";

/** There at once for a warm key, else when the database or Redis has answered. */
type Awaitable<T> = T | Promise<T>;

export interface AdmitParts {
  clock: DatabaseClock;
  keys: KeyCache;
  leases: LeaseKeeper;
  planLimits: PlanLimitStore;
  ipBlocks: IpBlocks;
  blockedCallers: BlockedCallers;
  /** Whether what is remembered may be trusted, and there is room to record another request. */
  isReady(): boolean;
  onError(error: unknown): void;
}

/** No request waits longer for the database. */
const DATABASE_DEADLINE_MS = 3_000;

const NO_QUOTAS: readonly QuotaMeter[] = [];
const NONE_REACHED: readonly ReachedQuota[] = [];

const countsOf = ({ second, minute }: PlanCounts, reached: ReachedQuota | null): Counts => ({
  second,
  minute,
  reached: reached === null ? NONE_REACHED : [reached],
});

/** Lookups that a blocked address may cause, only so that its requests can be logged. */
const BLOCKED_LOOKUPS_PER_SECOND = 20;

/**
 * The one way through: find the key, count, decide. For a warm key it asks nobody.
 * It never throws: what goes wrong on our side is the verdict `unavailable`.
 */
export class Admitter {
  /** Requests of blocked addresses that were not looked up. */
  unrecorded = 0;
  /** Requests whose key is unknown or malformed. */
  failedAuthentications = 0;
  private blockedLookups = { secondStart: 0, count: 0 };

  constructor(private readonly parts: AdmitParts) {}

  /** Answers at once for a warm key: a promise for each step would cost more than the steps. */
  admit(request: AdmitRequest): Admission | Promise<Admission> {
    const { clock, ipBlocks } = this.parts;
    const atMs = clock.now();
    const admission: Admission = {
      request,
      requestId: uuidv7(atMs),
      atMs,
      verdict: UNAVAILABLE,
      key: null,
      leased: false,
      generation: 0,
      plan: null,
      quotas: NO_QUOTAS,
    };
    const unit = request.ip === null ? null : blockUnit(request.ip);
    const facts: RequestFacts = {
      presented: request.presented.form,
      blockedUntilMs: ipBlocks.until(unit, atMs),
      counts: !request.endpoint.free,
    };
    let verdict: Awaitable<Verdict | Unavailable>;
    try {
      verdict = this.judge(admission, facts);
    } catch (error) {
      verdict = this.failed(admission, error);
    }
    if (!(verdict instanceof Promise)) return this.close(admission, facts, unit, verdict);
    return verdict
      .catch((error: unknown) => this.failed(admission, error))
      .then((judged) => this.close(admission, facts, unit, judged));
  }

  private failed(admission: Admission, error: unknown): Unavailable {
    this.giveBack(admission);
    this.parts.onError(error);
    const { presented } = admission.request;
    if (presented.form === "hash") admission.key ??= this.parts.keys.remembered(presented.hash);
    return UNAVAILABLE;
  }

  private close(
    admission: Admission,
    facts: RequestFacts,
    unit: string | null,
    verdict: Verdict | Unavailable,
  ): Admission {
    admission.verdict = verdict;
    // A missing key guesses nothing; an unknown or malformed one may be a guess. Where all share an
    // address, one who guesses would have everybody blocked.
    const isGuess =
      !verdict.admitted && verdict.code === "invalid_key" && facts.presented !== "missing";
    if (isGuess) this.failedAuthentications++;
    if (isGuess && !admission.request.isAddressShared) {
      this.parts.ipBlocks.fail(unit, admission.atMs);
    }
    if (facts.blockedUntilMs !== null && unit !== null) {
      this.parts.blockedCallers.refused(admission, unit, facts.blockedUntilMs);
    }
    return admission;
  }

  private judge(admission: Admission, facts: RequestFacts): Awaitable<Verdict | Unavailable> {
    const { keys } = this.parts;
    const { presented, isShed } = admission.request;
    if (presented.form !== "hash") return decide(facts, null, NOTHING_COUNTED, admission.atMs);

    const isBlocked = facts.blockedUntilMs !== null;
    const key = keys.peek(presented.hash);
    if (isShed || !this.parts.isReady()) {
      // Kept although it is not trusted for the decision: the request belongs in its log.
      admission.key = key ?? keys.remembered(presented.hash);
      return isBlocked ? decide(facts, null, NOTHING_COUNTED, admission.atMs) : UNAVAILABLE;
    }
    if (key === undefined && (!isBlocked || this.mayLookUpForBlocked())) {
      return withDeadline(keys.find(presented.hash), DATABASE_DEADLINE_MS, "reading a key").then(
        (found) => this.judgeKnown(admission, facts, found, presented.hash),
      );
    }
    // Blocked, and too often to look it up: as of its arrival, for the block may end meanwhile.
    if (key === undefined) {
      this.unrecorded++;
      return decide(facts, null, NOTHING_COUNTED, admission.atMs);
    }
    return this.judgeKnown(admission, facts, key, presented.hash);
  }

  private judgeKnown(
    admission: Admission,
    facts: RequestFacts,
    key: KeyFacts | null,
    hash: string,
  ): Awaitable<Verdict> {
    admission.key = key;
    const first = decide(facts, key, NOTHING_COUNTED, this.parts.clock.now());
    if (!first.admitted || !key) return first;
    return this.count(admission, facts, key, hash);
  }

  /** Consumes one request of every limit, or of none. */
  private count(
    admission: Admission,
    facts: RequestFacts,
    key: KeyFacts,
    hash: string,
  ): Awaitable<Verdict> {
    const { leases } = this.parts;
    // From before any wait: what was granted meanwhile to a later generation is given up rather
    // than mistaken for this one.
    admission.generation = leases.generation;
    const isLeasing = facts.counts && key.capped;
    if (!isLeasing) return this.countPlan(admission, facts, key);
    const reservation = leases.reserve(key);
    return reservation instanceof Promise
      ? this.countLater(admission, facts, key, hash, reservation)
      : this.countReserved(admission, facts, key, reservation);
  }

  /** As `countReserved`, once the database has answered. */
  private async countLater(
    admission: Admission,
    facts: RequestFacts,
    key: KeyFacts,
    hash: string,
    pending: Promise<Reservation>,
  ): Promise<Verdict> {
    const { clock, leases } = this.parts;
    const { generation } = admission;
    let reservation: Reservation;
    try {
      reservation = await withDeadline(pending, DATABASE_DEADLINE_MS, "leasing admissions");
    } catch (error) {
      // Should it be granted after all, nobody is there to use it.
      pending.then((late) => late.ok && leases.refund(key, generation)).catch(() => {});
      throw error;
    }
    // It may have been changed while we asked.
    const current = await this.findAgain(hash).catch((error: unknown) => {
      if (reservation.ok) leases.refund(key, generation);
      throw error;
    });
    admission.key = current;
    if (current === null) {
      if (reservation.ok) leases.refund(key, generation);
      return decide(facts, null, NOTHING_COUNTED, clock.now());
    }
    return this.countReserved(admission, facts, current, reservation);
  }

  /** The key's quotas have answered; the plan's limits are asked after them. */
  private countReserved(
    admission: Admission,
    facts: RequestFacts,
    key: KeyFacts,
    reservation: Reservation,
  ): Awaitable<Verdict> {
    const { clock } = this.parts;
    if (!reservation.ok) {
      if (reservation.reached !== null) {
        return this.refuse(admission, facts, key, reservation.reached);
      }
      admission.key = null;
      return decide(facts, null, NOTHING_COUNTED, clock.now());
    }
    // Dated by its admission, not its arrival: the lease may have come to it only after a window
    // had made room, and a date from before that would stand in one window with what had left.
    admission.atMs = clock.now();
    // Also where the quotas were taken off while it waited: what it was granted must be settled.
    admission.leased = true;
    const still = decide(facts, key, NOTHING_COUNTED, admission.atMs);
    if (still.admitted) return this.countPlan(admission, facts, key);
    this.giveBack(admission);
    return still;
  }

  /** What it leased, if anything, can serve another: it will not be let in. */
  private giveBack(admission: Admission): void {
    if (!admission.leased || !admission.key) return;
    admission.leased = false;
    this.parts.leases.refund(admission.key, admission.generation);
  }

  /** A quota is reached. The plan's limits are looked at too: they come first. */
  private async refuse(
    admission: Admission,
    facts: RequestFacts,
    key: KeyFacts,
    reached: ReachedQuota,
  ): Promise<Verdict> {
    const { clock, leases, planLimits } = this.parts;
    const plan = await planLimits.peek(key.account.id, key.plan, performance.now());
    admission.plan = plan;
    admission.quotas = leases.meters(key);
    return decide(facts, key, countsOf(plan, reached), clock.now());
  }

  private countPlan(admission: Admission, facts: RequestFacts, key: KeyFacts): Awaitable<Verdict> {
    const taken = this.parts.planLimits.take(key.account.id, key.plan, performance.now());
    return taken instanceof Promise
      ? taken.then((plan) => this.countTaken(admission, facts, key, plan))
      : this.countTaken(admission, facts, key, taken);
  }

  private countTaken(
    admission: Admission,
    facts: RequestFacts,
    key: KeyFacts,
    plan: PlanCounts,
  ): Awaitable<Verdict> {
    const { clock, leases } = this.parts;
    admission.plan = plan;
    const verdict = decide(facts, key, countsOf(plan, null), clock.now());
    if (!verdict.admitted) this.giveBack(admission);
    if (key.capped && !facts.counts && !leases.isKnown(key)) {
      const looked = withDeadline(leases.look(key), DATABASE_DEADLINE_MS, "reading quotas");
      return looked.then(() => {
        admission.quotas = leases.meters(key);
        return verdict;
      });
    }
    admission.quotas = leases.meters(key);
    return verdict;
  }

  /** From memory, unless a notice took it from there. */
  private async findAgain(hash: string): Promise<KeyFacts | null> {
    const { keys } = this.parts;
    const known = keys.peek(hash);
    if (known !== undefined) return known;
    return withDeadline(keys.find(hash), DATABASE_DEADLINE_MS, "reading a key");
  }

  private mayLookUpForBlocked(): boolean {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.blockedLookups.secondStart) {
      this.blockedLookups = { secondStart: second, count: 0 };
    }
    return this.blockedLookups.count++ < BLOCKED_LOOKUPS_PER_SECOND;
  }
}
