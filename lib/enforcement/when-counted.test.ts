import { expect, test, vi } from "vitest";
import { NotCounted, WhenCounted } from "./when-counted";

test("what is counted is granted at once, and a failure is told as it is", async () => {
  const whenCounted = new WhenCounted();
  expect(await whenCounted.grant(() => Promise.resolve(7))).toBe(7);
  expect(await whenCounted.grant(() => Promise.resolve(null))).toBeNull();
  const broken = () => Promise.reject(new Error("the connection broke"));
  await expect(whenCounted.grant(broken)).rejects.toThrow("the connection broke");
});

test("of many that wait one at a time asks, and all are granted once one is", async () => {
  const whenCounted = new WhenCounted();
  let isCounted = false;
  const ask = vi.fn(() => Promise.resolve(isCounted ? ("granted" as const) : "not counted"));
  const all = Promise.all(Array.from({ length: 100 }, () => whenCounted.grant(ask)));
  await expect.poll(() => ask.mock.calls.length).toBeGreaterThan(103);
  // A hundred that ask every 10 ms would be far beyond.
  expect(ask.mock.calls.length).toBeLessThan(200);
  isCounted = true;
  expect(await all).toEqual(Array(100).fill("granted"));
});

test("one that does not come through is given up", async () => {
  vi.useFakeTimers();
  try {
    const whenCounted = new WhenCounted();
    const granted = whenCounted.grant(() => Promise.resolve("not counted" as const));
    const other = whenCounted.grant(() => Promise.resolve("not counted" as const));
    const given = expect(granted).rejects.toThrow(NotCounted);
    const too = expect(other).rejects.toThrow(NotCounted);
    await vi.advanceTimersByTimeAsync(3_000);
    await given;
    await too;
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
