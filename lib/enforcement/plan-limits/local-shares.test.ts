import { expect, test } from "vitest";
import { isFull } from "../decision/decide";
import type { PlanLimits } from "../decision/facts";
import { LocalShares } from "./local-shares";

const PLAN: PlanLimits = { name: "test", perSecond: 1_000, perMinute: 60 };

/** How many of so many requests at one moment are let in. */
function admittedOf(store: LocalShares, plan: PlanLimits, asked: number, nowMs = 0): number {
  let admitted = 0;
  for (let i = 0; i < asked; i++) {
    const { second, minute } = store.take("account", plan, nowMs);
    if (!isFull(second, plan.perSecond) && !isFull(minute, plan.perMinute)) admitted++;
  }
  return admitted;
}

test.each([1, 2, 3, 7, 60])("%i instances together admit no more than the limit", (instances) => {
  const stores = Array.from({ length: instances }, () => new LocalShares(() => instances));
  const admitted = stores.map((store) => admittedOf(store, PLAN, 100));
  const all = admitted.reduce((sum, n) => sum + n, 0);
  expect(all).toBeLessThanOrEqual(60);
  expect(all).toBeGreaterThan(60 - instances);
});

test("when instances come the share shrinks at once, and when they go it grows", () => {
  let instances = 1;
  const store = new LocalShares(() => instances);
  expect(admittedOf(store, PLAN, 20)).toBe(20);
  instances = 3;
  expect(admittedOf(store, PLAN, 20)).toBe(0);
  instances = 2;
  expect(admittedOf(store, PLAN, 20)).toBe(10);
  instances = 1;
  expect(admittedOf(store, PLAN, 100)).toBe(30);
});

test("what is told is told of the whole limit", () => {
  const store = new LocalShares(() => 3);
  expect(store.take("account", PLAN, 0).minute.used).toBe(40);
  expect(admittedOf(store, PLAN, 100)).toBe(19);
  expect(store.peek("account", PLAN, 0).minute.used).toBe(60);
});

test("no limit stays none, and a share is at least one request", () => {
  const none = { name: "none", perSecond: null, perMinute: null };
  expect(admittedOf(new LocalShares(() => 5), none, 1_000)).toBe(1_000);
  expect(admittedOf(new LocalShares(() => 500), PLAN, 10)).toBe(1);
});
