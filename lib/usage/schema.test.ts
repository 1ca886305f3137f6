import { expect, it } from "vitest";
import { MOST_DAYS, readUsageRange, SharesPage, usageHref } from "./schema";

const TODAY = "2026-11-30";

it("reads a range by its name, and takes anything else for the last 24 hours", () => {
  expect(readUsageRange({ range: "7d" }, TODAY)).toEqual({ range: "7d", refused: null });
  expect(readUsageRange({ range: ["x", "y"] }, TODAY)).toEqual({ range: "24h", refused: null });
  expect(readUsageRange({}, TODAY)).toEqual({ range: "24h", refused: null });
});

it("reads days, the last one included, and says when they make no range", () => {
  const read = (from?: string | string[], to?: string) => readUsageRange({ from, to }, TODAY);
  const days = { firstDay: "2026-11-01", lastDay: "2026-11-01" };
  expect(read("2026-11-01", "2026-11-01")).toEqual({ range: days, refused: null });
  for (const [from, to] of [
    ["2026-11-02", "2026-11-01"],
    ["2026-02-30", "2026-03-01"],
    ["2026-11-01", undefined],
    ["yesterday", "2026-11-01"],
    ["2020-01-01", "2026-11-01"],
    ["1999-12-30", "1999-12-31"],
  ] as const) {
    expect(read(from, to)).toMatchObject({ range: "24h", refused: {} });
  }
  const longest = new Date(Date.UTC(2026, 0, MOST_DAYS)).toISOString().slice(0, 10);
  expect(read("2026-01-01", longest).refused).toBeNull();
});

it("refuses days that are all to come", () => {
  const read = (from: string, to: string) => readUsageRange({ from, to }, TODAY);
  expect(read(TODAY, "2026-12-05").refused).toBeNull();
  expect(read("2026-12-01", "2026-12-05")).toEqual({
    range: "24h",
    refused: { from: "2026-12-01", to: "2026-12-05" },
  });
});

it("keeps the days that it refuses, each where it is one", () => {
  const { refused } = readUsageRange({ from: "2026-11-02", to: "2026-11-01" }, TODAY);
  expect(refused).toEqual({ from: "2026-11-02", to: "2026-11-01" });
  expect(readUsageRange({ from: "yesterday", to: "2026-11-01" }, TODAY).refused).toEqual({
    from: undefined,
    to: "2026-11-01",
  });
});

it("writes a range and a page into an address as it reads them from there", () => {
  const days = { firstDay: "2026-11-01", lastDay: "2026-11-03" };
  for (const range of ["30d", days] as const) {
    for (const page of [1, 7]) {
      const params = Object.fromEntries(new URL(usageHref(range, page), "http://x").searchParams);
      expect(readUsageRange(params, TODAY)).toEqual({ range, refused: null });
      expect(SharesPage.parse(params.page)).toBe(page);
    }
  }
  for (const page of ["0", "-1", "1.5", "x", undefined]) expect(SharesPage.parse(page)).toBe(1);
});
