import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlanLimits } from "../decision/facts";
import { planLimitContract } from "./contract";
import { MemoryPlanLimits } from "./memory";

/** A plan that has both limits. */
type Limited = PlanLimits & { perSecond: number; perMinute: number };

planLimitContract("the memory of one process", () => new MemoryPlanLimits());

/** The obvious way: every admission is kept, and counted anew each time. */
class SlidingLog {
  private readonly admitted: number[] = [];

  count(windowMs: number, nowMs: number): number[] {
    return this.admitted.filter((at) => at > nowMs - windowMs);
  }

  take({ perSecond, perMinute }: Limited, nowMs: number) {
    const second = this.count(1_000, nowMs);
    const minute = this.count(60_000, nowMs);
    if (second.length < perSecond && minute.length < perMinute) this.admitted.push(nowMs);
    return { second, minute };
  }
}

const limits = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 60 }))
  .map(([perSecond, perMinute]): Limited => ({ name: "test", perSecond, perMinute }));

const steps = fc.array(
  fc.record({
    waitMs: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 60 }) },
      { weight: 2, arbitrary: fc.integer({ min: 900, max: 1_100 }) },
      { weight: 1, arbitrary: fc.integer({ min: 20_000, max: 61_000 }) },
    ),
    /** Rarely, the account changes its plan. */
    plan: fc.option(limits, { freq: 12 }),
    peeks: fc.boolean(),
  }),
  { minLength: 1, maxLength: 300 },
);

test("any schedule is judged as an exact sliding log judges it, through changes of plan", () => {
  fc.assert(
    fc.property(limits, steps, (first, schedule) => {
      const store = new MemoryPlanLimits();
      const log = new SlidingLog();
      let plan = first;
      let nowMs = 1_000_000;
      for (const step of schedule) {
        nowMs += step.waitMs;
        plan = step.plan ?? plan;
        if (step.peeks) store.peek("a", plan, nowMs);
        const told = store.take("a", plan, nowMs);
        const { second, minute } = log.take(plan, nowMs);
        // Past its limit a window is full; by how much does not matter.
        expect(told.second.used).toBe(Math.min(second.length, plan.perSecond));
        expect(told.minute.used).toBe(Math.min(minute.length, plan.perMinute));
        for (const [count, exact, limit, windowMs] of [
          [told.second, second, plan.perSecond, 1_000],
          [told.minute, minute, plan.perMinute, 60_000],
        ] as const) {
          // In a full window: until there is room for one more. Else: until the oldest leaves.
          const leaving = exact[Math.max(0, exact.length - limit)];
          expect(count.resetMs).toBeCloseTo(
            leaving === undefined ? windowMs : leaving + windowMs - nowMs,
          );
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("no window of a minute holds more than the limit, however large the limit", () => {
  const store = new MemoryPlanLimits();
  const plan = { name: "large", perSecond: 500, perMinute: 15_000 };
  const admitted: number[] = [];
  for (let nowMs = 0; nowMs < 130_000; nowMs += 1) {
    const { second, minute } = store.take("a", plan, nowMs);
    if (second.used < plan.perSecond && minute.used < plan.perMinute) admitted.push(nowMs);
  }
  for (let i = plan.perMinute; i < admitted.length; i++) {
    expect(admitted[i]! - admitted[i - plan.perMinute]!).toBeGreaterThanOrEqual(60_000);
  }
  // Half of 1,000 asked a second are admitted until the minute is full: two fillings and a bit.
  expect(admitted.length).toBeGreaterThan(2 * plan.perMinute);
});
