import fc from "fast-check";
import { expect, test } from "vitest";
import { DatabaseClock } from "./clock";

test("a request is never dated before the database's own time, nor later than a round trip after", () => {
  const exchange = fc.record({ there: fc.nat(400), back: fc.nat(400), pause: fc.nat(2_000) });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.array(exchange, { minLength: 1, maxLength: 20 }),
      (skewMs, exchanges) => {
        const clock = new DatabaseClock();
        let local = performance.now();
        let worst = 0;
        for (const { there, back, pause } of exchanges) {
          // The database's clock runs skewMs away from ours, at the same pace.
          clock.sample(local, local + there + back, local + there + skewMs);
          worst = Math.max(worst, there + back);
          local += there + back + pause;
          const before = performance.now() + skewMs;
          const told = clock.now();
          expect(told).toBeGreaterThanOrEqual(before - 1e-3);
          expect(told).toBeLessThanOrEqual(performance.now() + skewMs + worst + 1e-3);
        }
      },
    ),
  );
});

test("the best sample is kept, until it is old", () => {
  const clock = new DatabaseClock();
  clock.sample(1_000, 1_002, 501_001);
  const kept = clock.now();
  clock.sample(2_000, 2_300, 502_200);
  expect(clock.now() - kept).toBeLessThan(100);
  // The database's clock was set an hour ahead: half a minute later it is followed.
  clock.sample(32_000, 32_300, 532_200 + 3_600_000);
  expect(clock.now() - kept).toBeGreaterThan(3_500_000);
});
