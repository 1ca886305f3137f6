import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HourCount, reachedAt } from "./forecast";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 10, 24, 12);

/** Hours before now, the most recent first. */
const hoursOf = (...counts: number[]): HourCount[] =>
  counts.map((counted, i) => ({ startMs: NOW - (i + 1) * HOUR_MS, counted })).reverse();

const ask = (over: Partial<Parameters<typeof reachedAt>[0]>) =>
  reachedAt({
    nowMs: NOW,
    windowMs: DAY_MS,
    limit: 100,
    used: 0,
    perMs: 10 / HOUR_MS,
    hours: [],
    ...over,
  });

describe("a quota is forecast from a rate and from what leaves its window", () => {
  test("nothing to leave: what remains, at the rate", () => {
    expect(ask({ used: 60 })).toBeCloseTo(NOW + 4 * HOUR_MS, -1);
  });

  test("a total quota gives nothing back", () => {
    expect(ask({ windowMs: null, used: 60, hours: hoursOf(60) })).toBeCloseTo(
      NOW + 4 * HOUR_MS,
      -1,
    );
  });

  test("what leaves as fast as it comes never reaches it", () => {
    const steady = hoursOf(...new Array<number>(24).fill(10));
    expect(ask({ used: 240, limit: 250, hours: steady })).toBeNull();
  });

  test("a burst that leaves before it is needed moves the moment on", () => {
    // 50 counted in the hour 24 to 23 hours ago: gone in an hour, while 10 come.
    const old = hoursOf(...new Array<number>(23).fill(0), 50);
    expect(ask({ used: 50, hours: old })).toBeCloseTo(NOW + 10 * HOUR_MS, -1);
  });

  test("no faster than another quota lets it", () => {
    const daily = { windowMs: DAY_MS, limit: 3, room: 0 };
    const slow = { windowMs: null, limit: 1000, used: 10, perMs: 3 / HOUR_MS };
    expect(ask({ ...slow, caps: [daily] })).toBeCloseTo(NOW + 330 * DAY_MS, -1);
    expect(ask({ ...slow, used: 998, caps: [{ ...daily, room: 2 }] })).toBeCloseTo(
      NOW + (2 / 3) * HOUR_MS,
      -1,
    );
    // Two at once, the third of the day and the next day's first when the day's share has come.
    expect(ask({ ...slow, used: 996, caps: [{ ...daily, room: 2 }] })).toBeCloseTo(
      NOW + (4 / 3) * DAY_MS,
      -1,
    );
    expect(ask({ caps: [{ windowMs: null, limit: 200, room: 99 }] })).toBeNull();
    expect(ask({ caps: [{ windowMs: null, limit: 200, room: 100 }] })).toBeCloseTo(
      NOW + 10 * HOUR_MS,
      -1,
    );
  });

  test("reached already, at rest, or too far ahead: no forecast", () => {
    expect(ask({ used: 100 })).toBeNull();
    expect(ask({ perMs: 0 })).toBeNull();
    expect(ask({ windowMs: null, limit: 1e12 })).toBeNull();
  });
});

test("what is forecast lies ahead, within the window, and no earlier than without any leaving", () => {
  const hourly = fc.array(fc.nat(500), { minLength: 24, maxLength: 24 });
  fc.assert(
    fc.property(hourly, fc.integer({ min: 1, max: 2_000 }), fc.nat(300), (counts, room, rate) => {
      const used = counts.reduce((sum, n) => sum + n, 0);
      const perMs = rate / HOUR_MS;
      const at = ask({ used, limit: used + room, perMs, hours: hoursOf(...counts) });
      // Once all of it has left, the window holds the rate's own.
      if (rate * 24 > used + room + 1) expect(at).not.toBeNull();
      if (at === null) return;
      expect(at).toBeLessThanOrEqual(NOW + DAY_MS);
      expect(at).toBeGreaterThanOrEqual(NOW + room / perMs - 1);
    }),
  );
});
