import fc from "fast-check";
import { expect, test } from "vitest";
import { freesAt, grantable, usedInWindow, WINDOW_MS, windowStart } from "./windows";
import { MINUTE_MS, minuteOf } from "@/lib/time/minutes";

const START = Date.UTC(2026, 2, 28, 21, 17, 31);
const windows = fc.constantFrom(...Object.values(WINDOW_MS));

/** Moments of counted requests, and a moment after all of them. */
const history = fc
  .tuple(
    fc.array(fc.nat(40 * 24 * 60 * MINUTE_MS), { maxLength: 60 }),
    fc.nat(10 * 24 * 60 * MINUTE_MS),
    windows,
  )
  .map(([offsets, later, windowMs]) => {
    const moments = offsets.map((offset) => START + offset).sort((a, b) => a - b);
    return { moments, windowMs, nowMs: (moments.at(-1) ?? START) + later };
  });

function bucketsOf(moments: readonly number[]): Map<number, number> {
  const buckets = new Map<number, number>();
  for (const at of moments) buckets.set(minuteOf(at), (buckets.get(minuteOf(at)) ?? 0) + 1);
  return buckets;
}

test("no request leaves its window early, and none later than a minute after", () => {
  fc.assert(
    fc.property(history, ({ moments, windowMs, nowMs }) => {
      const used = usedInWindow(bucketsOf(moments), nowMs, windowMs);
      const certainlyIn = moments.filter((at) => at > nowMs - windowMs).length;
      const perhapsIn = moments.filter((at) => at > nowMs - windowMs - MINUTE_MS).length;
      expect(used).toBeGreaterThanOrEqual(certainlyIn);
      expect(used).toBeLessThanOrEqual(perhapsIn);
    }),
    { numRuns: 1_000 },
  );
});

test("one request counts from its moment until its minute has left whole, to the millisecond", () => {
  fc.assert(
    fc.property(fc.nat(10 * MINUTE_MS), windows, (offset, windowMs) => {
      const at = START + offset;
      const buckets = bucketsOf([at]);
      const leavesAt = minuteOf(at) + MINUTE_MS + windowMs;
      for (const [nowMs, used] of [
        [at, 1],
        [at + windowMs, 1],
        [leavesAt - 1, 1],
        [leavesAt, 0],
      ] as const) {
        expect(usedInWindow(buckets, nowMs, windowMs)).toBe(used);
      }
      expect(leavesAt - (at + windowMs)).toBeGreaterThan(0);
      expect(leavesAt - (at + windowMs)).toBeLessThanOrEqual(MINUTE_MS);
    }),
  );
});

test("a window begins on a whole minute, at most a minute before its span", () => {
  fc.assert(
    fc.property(fc.nat(), windows, (offset, windowMs) => {
      const nowMs = START + offset;
      const start = windowStart(nowMs, windowMs);
      expect(start % MINUTE_MS).toBe(0);
      expect(nowMs - windowMs - start).toBeGreaterThanOrEqual(0);
      expect(nowMs - windowMs - start).toBeLessThan(MINUTE_MS);
    }),
  );
});

test("a full window has room at the promised moment, and a millisecond before it has none", () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 1, max: 40 }), ({ moments, windowMs, nowMs }, limit) => {
      const buckets = bucketsOf(moments);
      const used = usedInWindow(buckets, nowMs, windowMs);
      fc.pre(used >= limit);
      const at = freesAt(buckets, nowMs, windowMs, used, limit)!;
      expect(at).toBeGreaterThan(nowMs);
      expect(usedInWindow(buckets, at, windowMs)).toBeLessThan(limit);
      expect(usedInWindow(buckets, at - 1, windowMs)).toBeGreaterThanOrEqual(limit);
    }),
    { numRuns: 1_000 },
  );
});

test("admissions that are leased out but in no bucket yet make the moment unknown, never early", () => {
  fc.assert(
    fc.property(history, fc.nat(30), fc.integer({ min: 1, max: 40 }), (past, leased, limit) => {
      const buckets = bucketsOf(past.moments);
      const used = usedInWindow(buckets, past.nowMs, past.windowMs);
      fc.pre(used + leased >= limit);
      const at = freesAt(buckets, past.nowMs, past.windowMs, used + leased, limit);
      if (at === null) expect(leased + 1).toBeGreaterThan(limit);
      else expect(usedInWindow(buckets, at, past.windowMs) + leased).toBeLessThan(limit);
    }),
  );
});

test("an empty window frees nothing", () => {
  expect(freesAt(new Map(), START, WINDOW_MS.daily, 0, 5)).toBeNull();
});

test("a grant never exceeds the room, serves who waits first, and takes an eighth ahead at most", () => {
  const amount = fc.integer({ min: -5, max: 1_000_000 });
  fc.assert(
    fc.property(amount, fc.nat(1_000), fc.nat(50_000), (room, want, ahead) => {
      const granted = grantable(room, want, ahead);
      expect(granted).toBeGreaterThanOrEqual(0);
      expect(granted).toBeLessThanOrEqual(Math.max(0, room));
      expect(granted).toBeGreaterThanOrEqual(Math.min(Math.max(0, room), want));
      expect(granted - want).toBeLessThanOrEqual(Math.max(0, room / 8));
      // A slow key with much left is leased a small share of it, so that it seldom asks …
      expect(granted - want).toBeLessThanOrEqual(Math.max(ahead, Math.min(1_000, room / 256)));
      // … but nothing where nothing is asked for in advance: somebody else is short.
      if (ahead === 0) expect(granted).toBeLessThanOrEqual(want);
    }),
  );
});
