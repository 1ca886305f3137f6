import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { askedSeldom } from "./asked-seldom";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

test("it is asked once in a while, however many ask", async () => {
  let asked = 0;
  const read = askedSeldom(async () => ++asked, 1_000);
  expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
  vi.advanceTimersByTime(999);
  expect(await read()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await read()).toBe(2);
});

test("a failure is nothing known, and holds as long", async () => {
  let asked = 0;
  const read = askedSeldom(async () => {
    asked++;
    throw new Error("out of reach");
  }, 1_000);
  expect([await read(), await read(), asked]).toEqual([null, null, 1]);
  vi.advanceTimersByTime(1_000);
  expect([await read(), asked]).toEqual([null, 2]);
});
