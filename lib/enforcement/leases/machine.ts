import type { Quotas } from "../decision/facts";
import type { ReachedQuota } from "../decision/decide";
import { Dealings } from "./dealings";
import { Holding } from "./holding";
import type { Effect, LeaseEvent, LeaseState } from "./states";
import type { Grant } from "./store";

/** Live instances answer a recall within a few milliseconds. */
const RECALL_PAUSE_MS = 15;
const MAX_PAUSES = 12;
/** How long a full quota is believed to be full while others hold admissions of it. */
const LEASED_OUT_BELIEF_MS = 500;
const BELIEF_MS = 30_000;
/** After a recall nothing is leased in advance for so long: somebody else is short. */
const CALM_MS = 5_000;

const NO_DEALINGS: Readonly<Dealings> = new Dealings();
const NOTHING: readonly Effect[] = [];

/**
 * One lease. `step` is all that moves it from state to state. It does nothing but change the lease, and says what else
 * is to be done. It changes the lease in place because a hundred thousand of them are settled with each batch.
 */
export class Lease extends Holding {
  private present: LeaseState = "resting";
  /** It was given back, and the database recalls no more of it until it grants some. */
  private isReturned = false;
  private dealings: Dealings | null = null;

  get state(): LeaseState {
    return this.present;
  }

  /** Whether more should be asked for now, so that a busy key never waits. */
  isLow(nowMs: number): boolean {
    if (this.present !== "resting") return false;
    return this.admissions * 2 <= this.ahead(nowMs) && this.hasRoom();
  }

  /** Which quota is reached, as far as that is still believed; null: ask. */
  believedReached(nowMs: number): ReachedQuota | null {
    const refusal = this.dealings?.refusal;
    return refusal && nowMs < refusal.untilMs ? refusal.reached : null;
  }

  get isDoubtful(): boolean {
    return this.dealings?.isDoubtful ?? false;
  }

  /** Whether nobody would miss it: nothing is held, and nothing is open. */
  isEmpty(): boolean {
    return (
      this.present === "resting" &&
      this.admissions === 0 &&
      this.unsettled === 0 &&
      !this.isDoubtful
    );
  }

  /**
   * What happens to the lease.
   * @param nowMs Unix milliseconds by the database's clock
   * @returns what its keeper has to do, in this order
   */
  step(event: LeaseEvent, nowMs: number): readonly Effect[] {
    switch (event.type) {
      case "wait":
        this.deal().waiting++;
        return this.nextIf("resting", nowMs);
      case "low":
        return this.present === "resting" ? this.ask(nowMs) : NOTHING;
      case "granted":
        return this.granted(event.grant, nowMs);
      case "gone":
        return this.gone(nowMs);
      case "failed":
        return this.failed(nowMs);
      case "recall sent":
        return this.recallSent(nowMs);
      case "recall failed":
        return this.recallFailed(nowMs);
      case "resume":
        if (this.present !== "pausing" || this.deal().isRecalling) return NOTHING;
        this.deal().pausedUntilMs = 0;
        return this.next(nowMs);
      case "recall":
        this.deal().calmUntilMs = nowMs + CALM_MS;
        this.deal().isRecalled = true;
        return this.nextIfStill(nowMs);
      case "released":
        if (!event.isTaken && this.deal().returned > 0) this.deal().isDoubtful = true;
        return this.next(nowMs);
      case "idle":
        this.owe(this.admissions);
        return this.nextIf("resting", nowMs);
      case "restate":
        return this.restate();
      case "restated":
        this.deal().isDoubtful = !event.isTaken;
        return this.next(nowMs);
      case "refund":
        return this.refund(event.isVoid, nowMs);
      case "edit":
        return this.edit(event.quotas, nowMs);
    }
  }

  /** Nothing is on its way (any more): what the lease does now. */
  private next(nowMs: number, effects: Effect[] = []): readonly Effect[] {
    this.present = "resting";
    const { dealings } = this;
    if (dealings === null && !this.isReturned) return effects;
    const deal = dealings ?? this.deal();
    this.serve(deal, nowMs, effects);
    const isShort = this.isReturned || nowMs < deal.calmUntilMs;
    // What nobody here waits for goes back while others are short. So does what comes back to a lease that was given
    // back: nobody would recall it.
    if (deal.isRecalled || (isShort && deal.waiting === 0)) this.owe(this.admissions);
    if (deal.isRecalled || deal.owed > 0) return this.release(deal, effects);
    if (deal.waiting > 0) return this.askOrPause(deal, nowMs, effects);
    deal.pauses = 0;
    deal.pausedUntilMs = 0;
    deal.isRecalling = false;
    if (deal.isOver(nowMs)) this.dealings = null;
    return effects;
  }

  private nextIf(state: LeaseState, nowMs: number): readonly Effect[] {
    return this.present === state ? this.next(nowMs) : NOTHING;
  }

  /** Where nothing is on its way to the database. */
  private nextIfStill(nowMs: number): readonly Effect[] {
    return this.present === "resting" || this.present === "pausing" ? this.next(nowMs) : NOTHING;
  }

  private serve(deal: Dealings, nowMs: number, effects: Effect[]): void {
    const waiters = Math.min(deal.waiting, this.admissions);
    if (waiters === 0) return;
    for (let i = 0; i < waiters; i++) this.spend(nowMs);
    deal.waiting -= waiters;
    deal.asked = Math.max(0, deal.asked - waiters);
    effects.push({ type: "admit", waiters });
  }

  private release(deal: Dealings, effects: Effect[]): readonly Effect[] {
    // Also with nothing to give: the answer spares the asker the wait for one.
    effects.push({ type: "release", amount: deal.owed });
    deal.returned = deal.owed;
    deal.owed = 0;
    deal.isRecalled = false;
    this.isReturned = true;
    this.present = "returning";
    return effects;
  }

  private askOrPause(deal: Dealings, nowMs: number, effects: Effect[]): readonly Effect[] {
    if (deal.isRecalling) {
      this.present = "pausing";
      return effects;
    }
    if (nowMs >= deal.pausedUntilMs) return this.ask(nowMs, effects);
    // The clock may have been set back meanwhile.
    effects.push({ type: "pause", ms: Math.min(RECALL_PAUSE_MS, deal.pausedUntilMs - nowMs) });
    this.present = "pausing";
    return effects;
  }

  private ask(nowMs: number, effects: Effect[] = []): readonly Effect[] {
    const deal = this.deal();
    deal.asked = deal.waiting;
    effects.push({ type: "grant", want: deal.waiting, ahead: this.ahead(nowMs) });
    this.present = "asking";
    return effects;
  }

  private granted(grant: Grant, nowMs: number): readonly Effect[] {
    const deal = this.deal();
    this.take(grant, nowMs);
    if (deal.isVoid) {
      deal.isVoid = false;
      this.owe(this.admissions);
      return this.next(nowMs);
    }
    const effects: Effect[] = [];
    this.serve(deal, nowMs, effects);
    if (deal.waiting === 0 || grant.reached === null) return this.next(nowMs, effects);
    if (grant.recallable && deal.pauses < MAX_PAUSES) {
      if (deal.pauses === 0) {
        deal.isRecalling = true;
        effects.push({ type: "recall" });
      }
      deal.pauses++;
      deal.pausedUntilMs = nowMs + RECALL_PAUSE_MS;
      return this.next(nowMs, effects);
    }
    const reached = { name: grant.reached, freesAtMs: grant.freesAtMs };
    const beliefMs = grant.leased > 0 ? LEASED_OUT_BELIEF_MS : BELIEF_MS;
    deal.refusal = { reached, untilMs: Math.min(grant.freesAtMs ?? Infinity, nowMs + beliefMs) };
    deal.waiting = 0;
    effects.push({ type: "refuse", reached });
    return this.next(nowMs, effects);
  }

  /** Whether the statement has happened is not known. */
  private failed(nowMs: number): readonly Effect[] {
    const deal = this.deal();
    deal.isDoubtful = true;
    if (this.present !== "asking") return this.next(nowMs);
    deal.isVoid = false;
    // Whoever came after it had left has not failed yet, and is asked for now.
    return this.next(nowMs, this.failWaiters(deal.asked));
  }

  /** All instances know that somebody is short here: the first pause begins. */
  private recallSent(nowMs: number): readonly Effect[] {
    const deal = this.dealings;
    if (!deal?.isRecalling) return NOTHING;
    deal.isRecalling = false;
    deal.pausedUntilMs = nowMs + RECALL_PAUSE_MS;
    return this.nextIf("pausing", nowMs);
  }

  /** Others do not know that somebody is short here: whoever waits can be told nothing true of the quota. */
  private recallFailed(nowMs: number): readonly Effect[] {
    const deal = this.dealings;
    if (!deal?.isRecalling) return NOTHING;
    deal.isRecalling = false;
    deal.pausedUntilMs = 0;
    const effects = this.failWaiters(deal.waiting);
    return this.present === "pausing" ? this.next(nowMs, effects) : effects;
  }

  private failWaiters(waiters: number): Effect[] {
    const deal = this.deal();
    deal.waiting -= waiters;
    deal.asked = 0;
    return waiters === 0 ? [] : [{ type: "fail", waiters }];
  }

  private gone(nowMs: number): readonly Effect[] {
    const deal = this.deal();
    deal.waiting = 0;
    deal.isVoid = false;
    return this.next(nowMs, [{ type: "dismiss" }]);
  }

  private restate(): readonly Effect[] {
    if (this.present !== "resting" || !this.isDoubtful) return NOTHING;
    this.present = "restating";
    return [{ type: "restate", held: this.admissions + this.unsettled }];
  }

  private refund(isVoid: boolean, nowMs: number): readonly Effect[] {
    this.settle(1);
    if (this.dealings) this.dealings.refusal = null;
    this.admissions++;
    if (isVoid) this.owe(1);
    return this.nextIfStill(nowMs);
  }

  /** Begins anew under other quotas; whoever waits goes on waiting. */
  private edit(quotas: Quotas, nowMs: number): readonly Effect[] {
    this.limitTo(quotas);
    this.owe(this.admissions);
    const { dealings } = this;
    if (dealings) {
      dealings.refusal = null;
      dealings.isVoid = this.present === "asking";
      dealings.pausedUntilMs = 0;
      dealings.isRecalling = false;
    }
    return this.nextIfStill(nowMs);
  }

  /** Takes out what is to be given back. */
  private owe(amount: number): void {
    if (amount === 0) return;
    this.admissions -= amount;
    this.deal().owed += amount;
  }

  override take(grant: Grant, nowMs: number): void {
    super.take(grant, nowMs);
    if (grant.granted > 0) this.isReturned = false;
    if (this.dealings) this.dealings.refusal = null;
  }

  /** Admissions to lease in advance: none while somebody else is short. */
  private ahead(nowMs: number): number {
    const { calmUntilMs, waiting } = this.dealings ?? NO_DEALINGS;
    return nowMs < calmUntilMs ? 0 : this.aheadAt(nowMs, waiting);
  }

  private deal(): Dealings {
    return (this.dealings ??= new Dealings());
  }
}
