import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isFull } from "../decision/decide";
import type { PlanLimits } from "../decision/facts";
import type { PlanCounts, PlanLimitStore } from "./store";

interface ContractOptions {
  /**
   * Whether the store counts exact rolling windows. One that approximates them never admits more
   * than a limit in one burst, but may free room early or late at a window's edge.
   */
  exact?: boolean;
  /** How long a store that is asked across a network may take for one call; milliseconds. */
  latencyMs?: number;
}

/** More than any test here takes. */
const PLENTY = 100_000;

const plan = (limits: Partial<PlanLimits>): PlanLimits => ({
  name: "test",
  perSecond: PLENTY,
  perMinute: PLENTY,
  ...limits,
});

const wasTaken = (counts: PlanCounts, { perSecond, perMinute }: PlanLimits) =>
  !isFull(counts.second, perSecond) && !isFull(counts.minute, perMinute);

/**
 * What every store of plan limits promises. It runs on the real clock, because a shared store has
 * one of its own; accounts are new in each test, so that a store may be shared with others.
 *
 * @param open called once before the tests; the store is closed after them
 */
export function planLimitContract(
  name: string,
  open: () => PlanLimitStore | Promise<PlanLimitStore>,
  { exact = true, latencyMs = 50 }: ContractOptions = {},
): void {
  describe(`${name} keeps the contract of plan limits`, () => {
    let store: PlanLimitStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    const peek = (account: string, limits: PlanLimits) =>
      Promise.resolve(store.peek(account, limits, performance.now()));
    const take = (account: string, limits: PlanLimits) =>
      Promise.resolve(store.take(account, limits, performance.now()));

    /** Asks one after the other; answers how many were admitted. */
    async function takeMany(account: string, limits: PlanLimits, times: number): Promise<number> {
      let admitted = 0;
      for (let i = 0; i < times; i++) {
        if (wasTaken(await take(account, limits), limits)) admitted++;
      }
      return admitted;
    }

    /** Asks all at once; answers how many were admitted. */
    async function takeAtOnce(account: string, limits: PlanLimits, times: number): Promise<number> {
      const answers = await Promise.all(Array.from({ length: times }, () => take(account, limits)));
      return answers.filter((counts) => wasTaken(counts, limits)).length;
    }

    test("nothing is counted of an account that has asked for nothing", async () => {
      const counts = await peek(randomUUID(), plan({ perSecond: 5, perMinute: 100 }));
      expect(counts).toMatchObject({ second: { used: 0 }, minute: { used: 0 } });
    });

    test("a take answers how full both limits were before it", async () => {
      const account = randomUUID();
      const limits = plan({ perMinute: 3 });
      const used: number[] = [];
      for (let i = 0; i < 5; i++) used.push((await take(account, limits)).minute.used);
      expect(used).toEqual([0, 1, 2, 3, 3]);
    });

    test("the per-second limit refuses while the minute has room", async () => {
      const account = randomUUID();
      const limits = plan({ perSecond: 4 });
      expect(await takeAtOnce(account, limits, 4)).toBe(4);
      const refused = await take(account, limits);
      expect(refused.second.used).toBeGreaterThanOrEqual(4);
      expect(refused.minute.used).toBeLessThan(PLENTY);
    });

    test("the per-minute limit refuses while the second has room", async () => {
      const account = randomUUID();
      const limits = plan({ perMinute: 4 });
      expect(await takeMany(account, limits, 9)).toBe(4);
      const refused = await take(account, limits);
      expect(refused.minute.used).toBeGreaterThanOrEqual(4);
      expect(refused.second.used).toBeLessThan(PLENTY);
    });

    test("a plan without limits refuses nothing, and tells of nothing used", async () => {
      const account = randomUUID();
      const limits = plan({ perSecond: null, perMinute: null });
      expect(await takeMany(account, limits, 40)).toBe(40);
      expect(await peek(account, limits)).toMatchObject({
        second: { used: 0 },
        minute: { used: 0 },
      });
    });

    test("where one limit is none, the other holds all the same", async () => {
      const perSecond = plan({ perSecond: 3, perMinute: null });
      const one = randomUUID();
      expect(await takeAtOnce(one, perSecond, 9)).toBe(3);
      expect((await peek(one, perSecond)).minute.used).toBe(0);
      const perMinute = plan({ perSecond: null, perMinute: 4 });
      const two = randomUUID();
      expect(await takeMany(two, perMinute, 9)).toBe(4);
      expect((await peek(two, perMinute)).second.used).toBe(0);
    });

    test("peeking consumes nothing", async () => {
      const account = randomUUID();
      const limits = plan({ perMinute: 2 });
      for (let i = 0; i < 10; i++) await peek(account, limits);
      expect(await takeMany(account, limits, 5)).toBe(2);
      for (let i = 0; i < 10; i++) expect((await peek(account, limits)).minute.used).toBe(2);
    });

    test("a take that the second refuses consumes nothing of the minute", async () => {
      const account = randomUUID();
      const limits = plan({ perSecond: 3, perMinute: 50 });
      const admitted = await takeAtOnce(account, limits, 40);
      expect(admitted).toBe(3);
      expect((await peek(account, limits)).minute.used).toBe(3);
    });

    test("a take that the minute refuses consumes nothing of either limit", async () => {
      const account = randomUUID();
      const limits = plan({ perSecond: 50, perMinute: 3 });
      expect(await takeAtOnce(account, limits, 40)).toBe(3);
      const counts = await peek(account, limits);
      expect(counts.minute.used).toBe(3);
      expect(counts.second.used).toBeLessThanOrEqual(3);
    });

    test("a larger plan admits the difference at once", async () => {
      const account = randomUUID();
      expect(await takeMany(account, plan({ perMinute: 3 }), 5)).toBe(3);
      expect(await takeMany(account, plan({ perMinute: 8 }), 12)).toBe(5);
    });

    test("a smaller plan counts what the larger one admitted", async () => {
      const account = randomUUID();
      expect(await takeMany(account, plan({ perMinute: 8 }), 6)).toBe(6);
      expect(await takeMany(account, plan({ perMinute: 5 }), 3)).toBe(0);
      expect(await takeMany(account, plan({ perMinute: 8 }), 5)).toBe(2);
    });

    test("one account's requests are not another's", async () => {
      const [one, other] = [randomUUID(), randomUUID()];
      const limits = plan({ perMinute: 2 });
      expect(await takeMany(one, limits, 4)).toBe(2);
      expect(await takeMany(other, limits, 4)).toBe(2);
    });

    test("of 200 takes at once, a per-minute limit of 50 admits exactly 50", async () => {
      const account = randomUUID();
      expect(await takeAtOnce(account, plan({ perMinute: 50 }), 200)).toBe(50);
    });

    test("of 200 takes at once, a per-second limit of 50 admits 50, and no more", async () => {
      const account = randomUUID();
      const admitted = await takeAtOnce(account, plan({ perSecond: 50 }), 200);
      if (exact) expect(admitted).toBe(50);
      else expect(admitted).toBeLessThanOrEqual(50);
    });

    test("a reset lies within its window, also when nothing was taken", async () => {
      const account = randomUUID();
      const limits = plan({ perSecond: 5, perMinute: 10 });
      for (const counts of [await peek(account, limits), await take(account, limits)]) {
        expect(counts.second.resetMs).toBeGreaterThan(0);
        expect(counts.second.resetMs).toBeLessThanOrEqual(1_000);
        expect(counts.minute.resetMs).toBeGreaterThan(0);
        expect(counts.minute.resetMs).toBeLessThanOrEqual(60_000);
      }
    });

    test("a full second has room again when it is over, and not before", async () => {
      const account = randomUUID();
      const limits = plan({ perSecond: 2 });
      const beganAt = performance.now();
      expect(await takeMany(account, limits, 2)).toBe(2);
      const full = await take(account, limits);
      expect(wasTaken(full, limits)).toBe(false);
      const promisedAt = performance.now() + full.second.resetMs;

      await expect
        .poll(async () => wasTaken(await take(account, limits), limits), {
          interval: 5,
          timeout: 4_000,
        })
        .toBe(true);
      const freedAt = performance.now();
      if (!exact) return;
      expect(freedAt - beganAt).toBeGreaterThanOrEqual(1_000 - 1);
      // Never later than promised, but for the poll itself and a busy machine.
      expect(freedAt - promisedAt).toBeLessThan(500 + latencyMs);
    });
  });
}
