import fc from "fast-check";
import { expect, test } from "vitest";
import { ConcurrencyLimit } from "./concurrency-limit";

const BOUNDS = { least: 64, start: 512, most: 5_000 };
/** How often a process says how it got on, and after how long each time. */
const ROUNDS = 60;
const WINDOW_MS = 250;
const IDLE = { leastDelayMs: 0, utilization: 0 };

/**
 * Clients without number in front of a process that takes its time for each request: those that are let in wait for all
 * that stand before them. @returns by how much the process was late, round by round, milliseconds
 */
function overload(limit: ConcurrencyLimit, msEach: number, clients: number): number[] {
  return Array.from({ length: ROUNDS }, () => {
    const underWay = Math.min(clients, limit.current);
    const delayMs = underWay * msEach;
    limit.adapt({ leastDelayMs: delayMs, utilization: Math.min(1, delayMs / WINDOW_MS) }, underWay);
    return delayMs;
  });
}

test("with however many clients, requests that are let in soon wait for half a second at most, and the process is never idle", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 4, noNaN: true }), fc.nat(20_000), (msEach, clients) => {
      const limit = new ConcurrencyLimit(BOUNDS);
      const late = overload(limit, msEach, 1_000 + clients).slice(ROUNDS / 2);
      expect(Math.max(...late)).toBeLessThanOrEqual(Math.max(500, BOUNDS.least * msEach));
      // Enough is let in to keep it busy until it says the next time how it is doing, or all that may be.
      const busy = Math.min(190, BOUNDS.most * msEach, (1_000 + clients) * msEach);
      expect(Math.min(...late)).toBeGreaterThanOrEqual(busy * 0.99);
    }),
  );
});

test("requests that wait for something else are let in, up to the most", () => {
  const limit = new ConcurrencyLimit(BOUNDS);
  let underWay = 0;
  for (let round = 0; round < ROUNDS; round++) {
    underWay = limit.current;
    limit.adapt({ leastDelayMs: 1, utilization: 0.3 }, underWay);
  }
  expect(limit.current).toBe(BOUNDS.most);
});

test("places that nobody needs do not become more, so that a crowd that comes at once finds as many as before", () => {
  const limit = new ConcurrencyLimit(BOUNDS);
  for (let round = 0; round < ROUNDS; round++) limit.adapt(IDLE, 10);
  expect(limit.current).toBe(BOUNDS.start);
});

test("a limit that one late moment has cut comes back to where it began, though nobody needs it", () => {
  const limit = new ConcurrencyLimit(BOUNDS);
  limit.adapt({ leastDelayMs: 350, utilization: 1 }, 3);
  expect(limit.current).toBe(BOUNDS.least);
  for (let round = 0; round < ROUNDS; round++) limit.adapt(IDLE, 3);
  expect(limit.current).toBe(BOUNDS.start);
});

test("however late it is, some are let in, and it recovers", () => {
  const limit = new ConcurrencyLimit(BOUNDS);
  for (let round = 0; round < ROUNDS; round++) {
    limit.adapt({ leastDelayMs: 5_000, utilization: 1 }, limit.current);
  }
  expect(limit.current).toBe(BOUNDS.least);
  for (let round = 0; round < ROUNDS; round++) limit.adapt(IDLE, limit.current);
  expect(limit.current).toBe(BOUNDS.most);
});

test("a busy process that looks quick between two bursts gets no more at once", () => {
  const limit = new ConcurrencyLimit(BOUNDS);
  for (let round = 0; round < ROUNDS; round++) {
    limit.adapt({ leastDelayMs: 0, utilization: 0.97 }, limit.current);
  }
  expect(limit.current).toBe(BOUNDS.start);
});
