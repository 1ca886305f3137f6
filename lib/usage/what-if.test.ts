import fc from "fast-check";
import { expect, test } from "vitest";
import { usedInWindow, WINDOW_MS } from "@/lib/enforcement/decision/windows";
import { HOUR_MS, MINUTE_MS, minuteOf } from "@/lib/time/minutes";
import { type MinuteCount, tryQuota } from "./what-if";

const START = Date.UTC(2026, 10, 1, 3, 17);

/** Moments of requests, to the millisecond, and when the quota is set. */
const story = fc.record({
  moments: fc
    .array(fc.nat(9 * 24 * HOUR_MS), { maxLength: 120 })
    .map((offsets) => offsets.map((offset) => START + offset).sort((a, b) => a - b)),
  fromMs: fc.nat(4 * 24 * 60).map((minutes) => START + minutes * MINUTE_MS),
  windowMs: fc.constantFrom(3 * MINUTE_MS, HOUR_MS, WINDOW_MS.daily, WINDOW_MS.weekly),
  limit: fc.integer({ min: 1, max: 60 }),
});

function minutesOf(moments: readonly number[]): MinuteCount[] {
  const counts = new Map<number, number>();
  for (const at of moments) counts.set(minuteOf(at), (counts.get(minuteOf(at)) ?? 0) + 1);
  return [...counts].map(([minuteMs, counted]) => ({ minuteMs, counted, others: 0 }));
}

/** Request by request, with the arithmetic that enforcement itself uses. */
function oneByOne(moments: readonly number[], fromMs: number, windowMs: number, limit: number) {
  const admitted = new Map<number, number>();
  const rejected: number[] = [];
  for (const at of moments) {
    if (at >= fromMs && usedInWindow(admitted, at, windowMs) >= limit) rejected.push(at);
    else admitted.set(minuteOf(at), (admitted.get(minuteOf(at)) ?? 0) + 1);
  }
  return rejected;
}

test("it rejects exactly the requests that enforcement would have rejected one by one", () => {
  fc.assert(
    fc.property(story, ({ moments, fromMs, windowMs, limit }) => {
      const expected = oneByOne(moments, fromMs, windowMs, limit);
      const result = tryQuota({ minutes: minutesOf(moments), fromMs, windowMs, limit });
      expect(result.rejected).toBe(expected.length);
      expect(result.considered).toBe(moments.filter((at) => at >= fromMs).length);
      const places = result.rejections.flatMap(({ minuteMs, rejected }) =>
        new Array<number>(rejected).fill(minuteMs),
      );
      expect(places).toEqual(expected.map(minuteOf));
    }),
    { numRuns: 2_000 },
  );
});

test("a quota as large as the largest window rejects nothing, one less rejects something", () => {
  fc.assert(
    fc.property(story, ({ moments, fromMs, windowMs }) => {
      const minutes = minutesOf(moments);
      const { peak } = tryQuota({ minutes, fromMs, windowMs, limit: Infinity });
      if (peak === 0) return;
      expect(tryQuota({ minutes, fromMs, windowMs, limit: peak }).rejected).toBe(0);
      expect(tryQuota({ minutes, fromMs, windowMs, limit: peak - 1 }).rejected).toBeGreaterThan(0);
    }),
  );
});

test("an all-time quota admits what is left of it and nothing more", () => {
  fc.assert(
    fc.property(story, fc.nat(50), ({ moments, fromMs, limit }, before) => {
      const minutes = minutesOf(moments);
      const result = tryQuota({ minutes, fromMs, windowMs: null, limit, before });
      const earlier = before + moments.filter((at) => at < fromMs).length;
      const room = Math.max(0, limit - earlier);
      expect(result.rejected).toBe(Math.max(0, result.considered - room));
    }),
  );
});

test("what other keys of the budget use is taken from the room", () => {
  const minutes = [0, 1, 2].map((i) => ({
    minuteMs: START + i * MINUTE_MS,
    counted: 4,
    others: 3,
  }));
  const trial = { minutes, fromMs: START, windowMs: WINDOW_MS.daily };
  expect(tryQuota({ ...trial, limit: 21 }).rejected).toBe(0);
  // 3 + 4 in the first minute leave 5 of 12: 3 of others and 2 of its own.
  expect(tryQuota({ ...trial, limit: 12 })).toMatchObject({ rejected: 6, peak: 21 });
});
