import { expect, test } from "vitest";
import { DAY_MS, formatClock, formatExact, formatRelative, formatSpan } from "./time";

const now = Date.UTC(2030, 0, 15, 12, 0, 0);
const after = (ms: number) => formatRelative(new Date(now + ms), now);

test("a moment is told by how far it is", () => {
  expect(after(-2_000)).toBe("just now");
  expect(after(-59_000)).toBe("just now");
  expect(after(-3 * 60_000)).toBe("3 min ago");
  expect(after(-2.9 * 3_600_000)).toBe("2 h ago");
  expect(after(15_000)).toBe("just now");
  expect(after(30_000)).toBe("in under a minute");
  expect(after(6.9 * DAY_MS)).toBe("in 6 d");
});

test("a span is never rounded up: what expires in 6.9 days does not last 7", () => {
  expect(formatSpan(6.9 * DAY_MS)).toBe("6 d");
  expect(formatSpan(59.9 * 60_000)).toBe("59 min");
  expect(formatSpan(800 * DAY_MS)).toBe("2 y");
});

test("an exact moment names its zone", () => {
  expect(formatExact(new Date(now), "UTC")).toBe("2030-01-15 12:00:00 UTC");
  expect(formatExact(new Date(now), "America/New_York")).toBe("2030-01-15 07:00:00 EST");
});

test("a clock names as little as tells the moment apart", () => {
  const clock = (ms: number, zone = "UTC") => formatClock(new Date(now + ms), now, zone);
  expect(clock(4 * 3_600_000)).toBe("16:00");
  expect(clock(20 * 3_600_000)).toBe("Wed 08:00");
  expect(clock(20 * 3_600_000, "America/New_York")).toBe("Wed 03:00");
  expect(clock(-40 * DAY_MS)).toBe("Dec 6, 2029");
  expect(clock(30 * DAY_MS)).toBe("Feb 14");
});
