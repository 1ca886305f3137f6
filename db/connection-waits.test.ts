import { expect, test } from "vitest";
import { ConnectionWaits } from "./connection-waits";

test("what waits is told with the longest, and what has waited with the sum", () => {
  let nowMs = 0;
  const waits = new ConnectionWaits(() => nowMs);
  const one = waits.begin();
  nowMs = 20;
  const two = waits.begin();
  nowMs = 30;
  expect(waits.figures()).toEqual({ waiting: 2, longestForMs: 30, waits: 0, waitedMs: 0 });
  one.end();
  one.end();
  nowMs = 40;
  expect(waits.figures()).toEqual({ waiting: 1, longestForMs: 20, waits: 1, waitedMs: 30 });
  two.end();
  expect(waits.figures()).toEqual({ waiting: 0, longestForMs: 0, waits: 2, waitedMs: 50 });
});

test("what is sent at once has not waited", () => {
  let nowMs = 0;
  const waits = new ConnectionWaits(() => nowMs);
  const wait = waits.begin();
  nowMs = 4;
  expect(waits.figures().waiting).toBe(0);
  wait.end();
  expect(waits.figures()).toEqual({ waiting: 0, longestForMs: 0, waits: 0, waitedMs: 0 });
});
