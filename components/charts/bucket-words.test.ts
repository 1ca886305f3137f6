import { expect, test } from "vitest";
import { bucketWords, tickStarts } from "./bucket-words";

const quarters = (first: string, count: number) =>
  Array.from({ length: count }, (_, i) =>
    new Date(Date.parse(first) + i * 6 * 3_600_000).toISOString(),
  );

test("a week's labels are the days of the reader's zone, each where it begins", () => {
  const named = (first: string, timeZone: string) =>
    tickStarts(quarters(first, 12), "7d", timeZone).map((start) => [
      start.slice(0, 16),
      bucketWords(start, "7d", timeZone).short,
    ]);
  // From noon there: the first label is the midnight after.
  expect(named("2026-11-20T11:00:00Z", "Europe/Berlin")).toEqual([
    ["2026-11-20T23:00", "Sat 21"],
    ["2026-11-21T23:00", "Sun 22"],
    ["2026-11-22T23:00", "Mon 23"],
  ]);
  expect(named("2026-11-20T06:30:00Z", "Asia/Kolkata").map(([start]) => start)).toEqual([
    "2026-11-20T18:30",
    "2026-11-21T18:30",
    "2026-11-22T18:30",
  ]);
});

test("a day that begins at one, its clocks put forward at midnight, has its label too", () => {
  // Santiago, 6 September 2026: from 24:00 to 01:00.
  const starts = ["2026-09-05T22:00:00.000Z", "2026-09-06T04:00:00.000Z"];
  expect(tickStarts(starts, "7d", "America/Santiago")).toEqual([starts[1]]);
});

test("hours and days are all offered as labels", () => {
  const starts = quarters("2026-11-20T11:00:00Z", 4);
  expect(tickStarts(starts, "24h", "UTC")).toEqual(starts);
  expect(tickStarts(starts, "30d", "UTC")).toEqual(starts);
});
