import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { DatabaseClock } from "./database-clock";

afterEach(() => vi.restoreAllMocks());

test("a request is never dated before the database's own time, nor much later than a round trip after", () => {
  const exchange = fc.record({ there: fc.nat(400), back: fc.nat(400), pause: fc.nat(2_000) });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.integer({ min: -999, max: 999 }),
      fc.array(exchange, { minLength: 1, maxLength: 20 }),
      (skewMs, driftPpm, exchanges) => {
        const clock = new DatabaseClock();
        let local = 1_000;
        // The database's clock is skewMs away from ours, and runs at another pace.
        const database = (at: number) => at * (1 + driftPpm / 1e6) + skewMs;
        vi.spyOn(performance, "now").mockImplementation(() => local);
        let worst = 0;
        for (const { there, back, pause } of exchanges) {
          clock.sample(local, local + there + back, database(local + there));
          worst = Math.max(worst, there + back);
          for (const step of [there + back, pause]) {
            local += step;
            expect(clock.now()).toBeGreaterThanOrEqual(database(local) - 1e-3);
            expect(clock.now()).toBeLessThanOrEqual(database(local) + worst + 25);
          }
        }
      },
    ),
  );
});

test("the best sample is kept, until it is old", () => {
  const clock = new DatabaseClock();
  clock.sample(1_000, 1_002, 501_001);
  vi.spyOn(performance, "now").mockReturnValue(2_000);
  expect(clock.now()).toBe(502_002);
  clock.sample(2_000, 2_300, 502_200);
  expect(clock.now()).toBeCloseTo(502_002, 2);
  // The database's clock was set an hour back: ten seconds later it is followed.
  clock.sample(12_000, 12_300, 512_200 - 3_600_000);
  vi.mocked(performance.now).mockReturnValue(12_000);
  expect(clock.now()).toBe(512_200 - 3_600_000);
});

test("a better sample sets nothing back: each moment is later than the one before", () => {
  const clock = new DatabaseClock();
  let local = 1_000;
  vi.spyOn(performance, "now").mockImplementation(() => local);
  clock.sample(900, 1_000, 500_990);
  const moments = [clock.now(), clock.now()];
  clock.sample(1_000, 1_001, 501_000.5);
  for (; local < 1_200; local += 10) moments.push(clock.now(), clock.now());
  for (const [n, moment] of moments.slice(1).entries()) expect(moment).toBeGreaterThan(moments[n]!);
  // By the time that the first sample was late, it is the better one's again.
  expect(clock.now()).toBeLessThan(501_202);
});

test("a clock that was set ahead is followed at the next sample, however good the last one was", () => {
  const clock = new DatabaseClock();
  clock.sample(1_000, 1_002, 501_001);
  clock.sample(2_000, 2_300, 507_200);
  vi.spyOn(performance, "now").mockReturnValue(2_300);
  expect(clock.now()).toBeGreaterThanOrEqual(507_350);
});
