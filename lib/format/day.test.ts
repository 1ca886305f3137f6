import { expect, test } from "vitest";
import { endOfDay, endOfDayAhead, toDayText, wholeMinuteAhead } from "./day";

test("a day means its last second, and reads back as the same day", () => {
  for (const day of ["2030-12-31", "2028-02-29", "0020-03-01"]) {
    const end = endOfDay(day)!;
    expect([end.getHours(), end.getMinutes(), end.getSeconds()]).toEqual([23, 59, 59]);
    expect(toDayText(end)).toBe(day);
  }
});

test("what is no day is none", () => {
  for (const text of ["", "2030-12", "0000-01-01", "soon"]) expect(endOfDay(text)).toBeNull();
});

test("days ahead are counted from today, over months' ends", () => {
  const now = new Date(2030, 0, 31, 9, 30).getTime();
  expect(toDayText(endOfDayAhead(now, 30))).toBe("2030-03-02");
});

test("a whole minute ahead is never sooner than asked for, and by less than a minute later", () => {
  const hour = 3_600_000;
  const minute = Date.UTC(2030, 0, 31, 9, 30);
  expect(wholeMinuteAhead(minute, hour).getTime()).toBe(minute + hour);
  expect(wholeMinuteAhead(minute + 1, hour).getTime()).toBe(minute + hour + 60_000);
  expect(wholeMinuteAhead(minute + 59_999, hour).getTime()).toBe(minute + hour + 60_000);
});
