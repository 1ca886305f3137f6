import { expect, test } from "vitest";
import type { Quotas } from "../decision/facts";
import { Chance } from "../simulation/chance";
import { Lease } from "./machine";
import { type Effect, type LeaseEvent, type LeaseState, TRANSITIONS } from "./states";
import type { Grant } from "./store";

const RUNS = 3_000;
const EVENTS_EACH = 60;

const quotasOf = (total: number): Quotas => ({ total, daily: null, weekly: null, monthly: null });

const grantOf = (chance: Chance, want: number, ahead: number): Grant => {
  const isFull = chance.is(0.3);
  return {
    granted: isFull ? 0 : chance.whole(0, want + ahead),
    reached: isFull ? "total" : null,
    freesAtMs: null,
    recallable: isFull && chance.is(0.7),
    leased: chance.whole(0, 3),
    used: { total: 0, daily: 0, weekly: 0, monthly: 0 },
    resetsAtMs: { total: null, daily: null, weekly: null, monthly: null },
  };
};

/** A keeper with nothing behind it: it answers what a lease asks for, in a random order with what else happens. */
class Walk {
  readonly lease = new Lease("key", quotasOf(100));
  /** Statements on their way. */
  readonly underWay: Effect[] = [];
  private nowMs = 1_000_000;
  private pauses = 0;
  private isRecallSent = false;
  waiting = 0;
  private reserved = 0;
  /** By what was granted: all of it is somewhere. */
  private granted = 0;
  private settled = 0;
  private returned = 0;

  constructor(
    private readonly chance: Chance,
    private readonly saw: (from: LeaseState, event: LeaseEvent, to: LeaseState) => void,
  ) {}

  go(): void {
    this.nowMs += this.chance.of([0, 1, 20, 3_000, 10_000]);
    this.chance.of([
      () => this.reserve(),
      () => this.reserve(),
      () => this.answer(),
      () => this.answer(),
      () => this.answer(),
      () => this.step({ type: "recall" }),
      () => this.refund(),
      () => this.settle(),
      () => this.step({ type: "edit", quotas: quotasOf(this.chance.whole(1, 200)) }),
      () => this.step({ type: "idle" }),
      () => this.step({ type: "restate" }),
      () => this.wake(),
      () => this.miss(),
    ])();
  }

  /** All that is on its way is answered, and nothing else happens. */
  rest(): void {
    for (let i = 0; i < 200 && this.lease.state !== "resting"; i++) {
      this.nowMs += 20;
      this.answer();
      this.wake();
      this.miss();
    }
  }

  /** What is neither held, settled, given back, nor on its way to it. */
  missing(): number {
    const { lease } = this;
    this.step({ type: "recall" });
    const held = lease.unspent + this.reserved + this.returned + this.settled;
    return this.granted - held;
  }

  private reserve(): void {
    if (this.lease.spend(this.nowMs)) {
      this.reserved++;
      if (this.lease.isLow(this.nowMs)) this.step({ type: "low" });
      return;
    }
    if (this.lease.believedReached(this.nowMs)) return;
    this.waiting++;
    this.step({ type: "wait" });
  }

  private refund(): void {
    if (this.reserved === 0) return;
    this.reserved--;
    this.step({ type: "refund", isVoid: this.chance.is(0.2) });
  }

  private settle(): void {
    if (this.reserved === 0) return;
    this.reserved--;
    this.settled++;
    this.lease.settle(1);
  }

  private wake(): void {
    if (this.pauses === 0) return;
    this.pauses--;
    this.step({ type: "resume" });
  }

  private miss(): void {
    if (!this.isRecallSent) return;
    this.isRecallSent = false;
    this.step({ type: this.chance.is(0.7) ? "recall sent" : "recall failed" });
  }

  private answer(): void {
    const statement = this.underWay.pop();
    if (!statement) return;
    if (this.chance.is(0.15)) {
      if (statement.type === "release") this.returned += statement.amount;
      return this.step({ type: "failed" });
    }
    const isTaken = this.chance.is(0.9);
    switch (statement.type) {
      case "grant": {
        if (this.chance.is(0.05)) return this.step({ type: "gone" });
        const grant = grantOf(this.chance, statement.want, statement.ahead);
        this.granted += grant.granted;
        return this.step({ type: "granted", grant });
      }
      case "release":
        this.returned += statement.amount;
        return this.step({ type: "released", isTaken });
      case "restate":
        return this.step({ type: "restated", isTaken });
      default:
        throw new Error(`${statement.type} is no statement`);
    }
  }

  private step(event: LeaseEvent): void {
    const from = this.lease.state;
    for (const effect of this.lease.step(event, this.nowMs)) this.carryOut(effect);
    this.saw(from, event, this.lease.state);
    expect(this.underWay.length).toBe(
      ["asking", "returning", "restating"].includes(this.lease.state) ? 1 : 0,
    );
    expect(this.lease.unspent).toBeGreaterThanOrEqual(0);
    if (this.lease.state === "resting") expect(this.waiting).toBe(0);
  }

  private carryOut(effect: Effect): void {
    switch (effect.type) {
      case "admit":
        this.reserved += effect.waiters;
        this.waiting -= effect.waiters;
        return;
      case "fail":
        this.waiting -= effect.waiters;
        return;
      case "refuse":
      case "dismiss":
        this.waiting = 0;
        return;
      case "recall":
        this.isRecallSent = true;
        return;
      case "pause":
        expect(effect.ms).toBeLessThanOrEqual(15);
        this.pauses++;
        return;
      default:
        this.underWay.push(effect);
    }
  }
}

/** Seen from each state, by each event: to which states it led. */
function walkAll(): Map<string, Set<LeaseState>> {
  const seen = new Map<string, Set<LeaseState>>();
  for (let seed = 1; seed <= RUNS; seed++) {
    const walk = new Walk(new Chance(seed), (from, { type }, to) => {
      const way = `${from} ${type}`;
      seen.set(way, (seen.get(way) ?? new Set()).add(to));
    });
    for (let i = 0; i < EVENTS_EACH; i++) walk.go();
    walk.rest();
    expect(walk.lease.state, `seed ${seed}`).toBe("resting");
    expect(walk.waiting, `seed ${seed}`).toBe(0);
    // The recall takes out what is unspent: it is on its way back then.
    const missing = walk.missing();
    const [last] = walk.underWay;
    expect(missing, `seed ${seed}`).toBe(last?.type === "release" ? last.amount : NaN);
  }
  return seen;
}

test("a lease goes from state to state as its table says: one statement at once, everybody answered, nothing lost", () => {
  const seen = walkAll();
  const leads = (ways: Iterable<[string, Iterable<LeaseState>]>) =>
    [...ways].map(([way, to]) => `${way}: ${[...to].sort().join(", ")}`).sort();
  const changing = [...seen].filter(
    ([way, to]) => !(to.size === 1 && to.has(way.split(" ")[0] as LeaseState)),
  );
  expect(leads(changing)).toEqual(
    leads(TRANSITIONS.map(([from, event, to]) => [`${from} ${event}`, to])),
  );
});
