import { expect, test } from "vitest";
import { makeFleet } from "./fleet";

test("a seed makes the same keys again, and another one others", () => {
  const wanted = { keys: 300, days: 30, seed: 7 };
  expect(makeFleet(wanted)).toEqual(makeFleet(wanted));
  expect(makeFleet({ ...wanted, seed: 8 })).not.toEqual(makeFleet(wanted));
});

test("as many keys as were asked for, each with an alias of its own, in every state", () => {
  const fleet = makeFleet({ keys: 2_000, days: 30, seed: 1 });
  expect(fleet).toHaveLength(2_000);
  expect(new Set(fleet.map((key) => key.alias)).size).toBe(2_000);
  const before = new Set<string>();
  for (const key of fleet) {
    if (key.replaces) expect(before).toContain(key.replaces);
    before.add(key.alias);
  }
  const having = (is: (key: (typeof fleet)[number]) => unknown) => fleet.filter(is).length;
  expect(having((key) => key.replaces)).toBeGreaterThan(5);
  expect(having((key) => key.deactivatedDaysAgo)).toBeGreaterThan(20);
  expect(having((key) => (key.expiresInDays ?? 0) < 0)).toBeGreaterThan(20);
  expect(having((key) => key.dailyReachedDaysAgo)).toBeGreaterThan(5);
  expect(having((key) => key.traffic === undefined)).toBeGreaterThan(100);
});
