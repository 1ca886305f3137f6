import { describe, expect, test } from "vitest";
import { Expires, Quota } from "./schema";

const read = (text: string) => Expires.safeParse(text).data?.toISOString() ?? null;

describe("the moment a key expires", () => {
  test.each([
    ["2090-01-02T03:04:05Z", "2090-01-02T03:04:05.000Z"],
    ["2090-01-02T03:04:05.123456+02:00", "2090-01-02T01:04:05.123Z"],
    ["2090-01-02T03:04:05", "2090-01-02T03:04:05.000Z"],
    ["2090-01-02T03:04", "2090-01-02T03:04:00.000Z"],
    ["2090-01-02", "2090-01-02T23:59:59.999Z"],
  ])("%s is %s, in any zone of the machine", (text, moment) => {
    const zone = process.env.TZ;
    try {
      for (process.env.TZ of ["UTC", "America/New_York", "Asia/Tokyo"]) {
        expect(read(text)).toBe(moment);
      }
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  test.each([
    "tomorrow",
    "2090-02-30",
    "2090-01-02T25:00:00",
    "2090-01-02T03:04:05+99",
    "2020-01-01",
  ])("%s is refused", (text) => expect(read(text)).toBeNull());
});

describe("a quota", () => {
  test.each([
    ["5000", 5_000],
    ["5,000", 5_000],
    [" 1 000 000 ", 1_000_000],
    ["1’000’000", 1_000_000],
    ["12_000", 12_000],
    ["", null],
  ])("may be written as %j", (text, limit) => expect(Quota.parse(text)).toBe(limit));

  test.each(["5.000", "5.5", "5,00", "5,0000", "1,000 000", "5k", "1e3"])(
    "says of %j how figures are written",
    (text) => expect(Quota.safeParse(text).error?.issues[0]?.message).toContain("such as 5000"),
  );

  test.each(["0", "-5", "many", "1,000,000,000,001", ",000"])("says of %j what it takes", (text) =>
    expect(Quota.safeParse(text).error?.issues[0]?.message).toMatch(/^Enter a whole number/),
  );
});
