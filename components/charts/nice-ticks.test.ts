import { expect, it } from "vitest";
import { niceTicks } from "./nice-ticks";

it("counts an axis in round steps, at most four, past the highest value", () => {
  expect(niceTicks(3_400)).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
  expect(niceTicks(1_580)).toEqual([0, 500, 1_000, 1_500, 2_000]);
  expect(niceTicks(4)).toEqual([0, 1, 2, 3, 4]);
  expect(niceTicks(1)).toEqual([0, 1]);
  expect(niceTicks(0)).toEqual([0, 1]);
  for (let highest = 1; highest < 20_000; highest += 7) {
    const ticks = niceTicks(highest);
    expect(ticks.length).toBeLessThanOrEqual(5);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest);
  }
});
