import { expect, test } from "vitest";
import { restartPauseMs } from "./restart-pause";

const pauses = (wasUp: boolean) => [0, 1, 2, 3, 4, 5, 6, 12].map((n) => restartPauseMs(n, wasUp));

test("an app that was up comes back after a tenth of a second, and never after more than one", () => {
  expect(pauses(true)).toEqual([100, 100, 200, 400, 800, 1_000, 1_000, 1_000]);
});

test("an app that does not come up is tried again ever more rarely, twice a minute in the end", () => {
  expect(pauses(false)).toEqual([100, 100, 200, 400, 800, 1_600, 3_200, 30_000]);
});
