import { expect, test } from "vitest";
import { formatCount, formatDuration, formatPercent } from "./number";

test("a share says 100 % only when the whole is reached", () => {
  expect(formatPercent(999, 1000)).toBe("99 %");
  expect(formatPercent(1000, 1000)).toBe("100 %");
  expect(formatPercent(0, 0)).toBe("0 %");
});

test("figures keep the digits that are worth reading", () => {
  expect(formatCount(1_000_000_000_000)).toBe("1,000,000,000,000");
  expect([0.416, 12.34, 345.6, 1204].map(formatDuration)).toEqual([
    "0.42 ms",
    "12.3 ms",
    "346 ms",
    "1.20 s",
  ]);
});
