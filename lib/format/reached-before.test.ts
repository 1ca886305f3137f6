import { expect, test } from "vitest";
import { byQuota } from "@/lib/quota-windows";
import { reachedBefore } from "./reached-before";

const NONE = byQuota<number | null>(() => null);

test("a quota above one over a longer time is never reached, and the smallest of those says so", () => {
  expect(reachedBefore("daily", { ...NONE, daily: 5_000, weekly: 1_000 })).toBe("weekly");
  expect(reachedBefore("weekly", { ...NONE, weekly: 5_000, monthly: 4_999 })).toBe("monthly");
  expect(reachedBefore("monthly", { ...NONE, monthly: 5_000, total: 10 })).toBe("total");
  const all = { ...NONE, daily: 100, weekly: 90, monthly: 80, total: 85 };
  expect(reachedBefore("daily", all)).toBe("monthly");
});

test("a quota that can be reached first, or at the same time, is none of those", () => {
  expect(reachedBefore("daily", { ...NONE, daily: 1_000, weekly: 1_000 })).toBeNull();
  expect(reachedBefore("weekly", { ...NONE, daily: 1, weekly: 1_000 })).toBeNull();
  expect(reachedBefore("total", { ...NONE, total: 1_000, daily: 1 })).toBeNull();
  expect(reachedBefore("daily", { ...NONE, weekly: 1 })).toBeNull();
});
