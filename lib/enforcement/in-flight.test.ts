import { expect, test } from "vitest";
import { InFlight } from "./in-flight";

const LONG_MS = 60_000;

const come = (inFlight: InFlight) => ({ cohort: inFlight.enter() });

/** Whether a promise has resolved by the end of this turn of the event loop. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => (done = true));
  await new Promise((resume) => setImmediate(resume));
  return done;
}

test("nobody is waited for where nobody is under way", async () => {
  const inFlight = new InFlight();
  inFlight.leave(come(inFlight));
  expect(await isDone(inFlight.drain(LONG_MS))).toBe(true);
});

test("all that came before are waited for, and none that came after", async () => {
  const inFlight = new InFlight();
  const before = [come(inFlight), come(inFlight)];
  const drained = inFlight.drain(LONG_MS);
  come(inFlight);
  inFlight.leave(before[0]!);
  expect(await isDone(drained)).toBe(false);
  inFlight.leave(before[1]!);
  expect(await isDone(drained)).toBe(true);
});

test("who has left once does not leave for another", async () => {
  const inFlight = new InFlight();
  const [one] = [come(inFlight), come(inFlight)];
  const drained = inFlight.drain(LONG_MS);
  inFlight.leave(one);
  inFlight.leave(one);
  expect(await isDone(drained)).toBe(false);
});

test("a later wait is also for those of an earlier one", async () => {
  const inFlight = new InFlight();
  const first = come(inFlight);
  const one = inFlight.drain(LONG_MS);
  const second = come(inFlight);
  const two = inFlight.drain(LONG_MS);
  inFlight.leave(second);
  expect(await isDone(two)).toBe(false);
  inFlight.leave(first);
  expect([await isDone(one), await isDone(two)]).toEqual([true, true]);
});

test("one that takes too long is waited for no longer, and again the next time", async () => {
  const inFlight = new InFlight();
  const slow = come(inFlight);
  await inFlight.drain(20);
  const drained = inFlight.drain(LONG_MS);
  expect(await isDone(drained)).toBe(false);
  expect(inFlight.size).toBe(1);
  inFlight.leave(slow);
  expect(await isDone(drained)).toBe(true);
  expect(inFlight.size).toBe(0);
});
