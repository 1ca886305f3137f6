import { expect, test } from "vitest";
import { changeWords } from "./change";
import { formatCount, formatDuration } from "./number";

test.each([
  [4_827, 4_310, "12 % more than the 4,310 before"],
  [2_155, 4_310, "50 % less than the 4,310 before"],
  [4_311, 4_310, "about the 4,310 before"],
  [7, 7, "as in the time before"],
  [0, 0, "as in the time before"],
])("%d after %d is told with its rate", (now, before, words) => {
  expect(changeWords(now, before, formatCount)).toBe(words);
});

test.each([
  [56, 1, "up from 1 before"],
  [3, 2, "up from 2 before"],
  [0, 5, "down from 5 before"],
  [90_000, 300, "up from 300 before"],
])("%d after %d is told without one: it would say nothing", (now, before, words) => {
  expect(changeWords(now, before, formatCount)).toBe(words);
});

test("what there was nothing of is said to be none, on either side", () => {
  expect(changeWords(3, 0, formatCount)).toBe("none in the time before");
  expect(changeWords(31, null, formatDuration)).toBe("none in the time before");
  expect(changeWords(null, null, formatDuration)).toBe("none in the time before");
  expect(changeWords(null, 31, formatDuration)).toBe("31.0 ms in the time before");
});
