import { uuidv7 } from "@/lib/ids";
import type { Admission, AdmitRequest, Unavailable } from "./admission";
import { blockUnit } from "./client-address";
import type { DatabaseClock } from "./clock";
import { withDeadline } from "./deadline";
import { decide, NOTHING_COUNTED, type RequestFacts, type Verdict } from "./decide";
import type { KeyFacts } from "./facts";
import type { IpBlocks } from "./ip-blocks";
import type { KeyCache } from "./key-cache";
import type { PlanLimitStore } from "./plan-limits/store";
import type { QuotaLeases } from "./quotas";

export interface AdmitParts {
  clock: DatabaseClock;
  keys: KeyCache;
  leases: QuotaLeases;
  planLimits: PlanLimitStore;
  ipBlocks: IpBlocks;
  /** Whether what is remembered may be trusted, and there is room to record another request. */
  isReady(): boolean;
  onError(error: unknown): void;
}

/** No request waits longer for the database. */
const DATABASE_DEADLINE_MS = 3_000;
const UNAVAILABLE: Unavailable = { admitted: false, code: "unavailable", retryAfterMs: 1_000 };

/** Lookups that a blocked address may cause, only so that its requests can be logged. */
const BLOCKED_LOOKUPS_PER_SECOND = 20;

/**
 * The one way through: find the key, count, decide. For a warm key it asks nobody.
 * It never throws: what goes wrong on our side is the verdict `unavailable`.
 */
export class Admitter {
  private blockedLookups = { secondStart: 0, count: 0 };

  constructor(private readonly parts: AdmitParts) {}

  async admit(request: AdmitRequest): Promise<Admission> {
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
      quotas: [],
    };
    const unit = request.ip === null ? null : blockUnit(request.ip);
    const facts: RequestFacts = {
      presented: request.presented.form,
      blockedUntilMs: ipBlocks.until(unit, atMs),
      counts: !request.endpoint.free,
    };
    try {
      admission.verdict = await this.judge(admission, facts);
    } catch (error) {
      this.parts.onError(error);
      admission.verdict = UNAVAILABLE;
    }
    const { verdict } = admission;
    // A missing key guesses nothing; an unknown or malformed one may be a guess.
    if (!verdict.admitted && verdict.code === "invalid_key" && facts.presented !== "missing") {
      ipBlocks.fail(unit, atMs);
    }
    return admission;
  }

  private async judge(admission: Admission, facts: RequestFacts): Promise<Verdict | Unavailable> {
    const { clock, keys } = this.parts;
    const { presented } = admission.request;
    if (presented.form !== "hash") return decide(facts, null, NOTHING_COUNTED, admission.atMs);

    const isBlocked = facts.blockedUntilMs !== null;
    let key = keys.peek(presented.hash);
    if (!this.parts.isReady()) {
      // Kept although it is not trusted for the decision: the request belongs in its log.
      admission.key = key ?? null;
      return isBlocked ? decide(facts, null, NOTHING_COUNTED, admission.atMs) : UNAVAILABLE;
    }
    if (key === undefined && (!isBlocked || this.mayLookUpForBlocked())) {
      key = await withDeadline(keys.find(presented.hash), DATABASE_DEADLINE_MS, "reading a key");
    }
    admission.key = key ?? null;
    const first = decide(facts, key ?? null, NOTHING_COUNTED, clock.now());
    if (!first.admitted || !key) return first;
    return this.count(admission, facts, key, presented.hash);
  }

  /** Consumes one request of every limit, or of none. */
  private async count(
    admission: Admission,
    facts: RequestFacts,
    key: KeyFacts,
    hash: string,
  ): Promise<Verdict> {
    const { clock, leases, planLimits } = this.parts;
    const needsLease = facts.counts && key.capped;
    // From before any wait: what was granted meanwhile to a later generation is given up rather
    // than mistaken for this one.
    const { generation } = leases;
    admission.generation = generation;
    if (needsLease) {
      let reservation = leases.reserve(key);
      if (reservation instanceof Promise) {
        const pending = reservation;
        try {
          reservation = await withDeadline(pending, DATABASE_DEADLINE_MS, "leasing admissions");
        } catch (error) {
          // Should it be granted after all, nobody is there to use it.
          pending.then((late) => late.ok && leases.refund(key, generation)).catch(() => {});
          throw error;
        }
        // It may have been changed while we asked.
        const { ok: isReserved } = reservation;
        const current = await this.findAgain(hash).catch((error: unknown) => {
          if (isReserved) leases.refund(key, generation);
          throw error;
        });
        admission.key = current;
        if (current === null) {
          if (isReserved) leases.refund(key, generation);
          return decide(facts, null, NOTHING_COUNTED, clock.now());
        }
        key = current;
      }
      if (!reservation.ok) {
        if (reservation.reached === null) {
          admission.key = null;
          return decide(facts, null, NOTHING_COUNTED, clock.now());
        }
        admission.plan = await planLimits.peek(key.account.id, key.plan, performance.now());
        admission.quotas = leases.meters(key);
        return decide(
          facts,
          key,
          { ...admission.plan, reached: [reservation.reached] },
          clock.now(),
        );
      }
      // Dated by its admission, not its arrival: the lease may have come to it only after a window
      // had made room, and a date from before that would stand in one window with what had left.
      admission.atMs = clock.now();
      const still = decide(facts, key, NOTHING_COUNTED, clock.now());
      if (!still.admitted) {
        leases.refund(key, generation);
        return still;
      }
    }
    try {
      const taken = planLimits.take(key.account.id, key.plan, performance.now());
      admission.plan = taken instanceof Promise ? await taken : taken;
    } catch (error) {
      if (needsLease) leases.refund(key, generation);
      throw error;
    }
    const verdict = decide(facts, key, { ...admission.plan, reached: [] }, clock.now());
    if (needsLease) {
      if (verdict.admitted) admission.leased = true;
      else leases.refund(key, generation);
    }
    if (key.capped && !facts.counts) {
      await withDeadline(leases.look(key), DATABASE_DEADLINE_MS, "reading quotas");
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
