import { expect, test } from "vitest";
import { formatList } from "./list";

test("a list reads as a sentence has it, however long it is", () => {
  expect(formatList(["24 hours", "7 days", "30 days"], "or")).toBe("24 hours, 7 days or 30 days");
  expect(formatList(["daily", "weekly"], "and")).toBe("daily and weekly");
  expect(formatList(["daily"], "and")).toBe("daily");
  expect(formatList([], "and")).toBe("");
});
