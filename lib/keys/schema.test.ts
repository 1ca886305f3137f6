import { describe, expect, test } from "vitest";
import { Expires } from "./schema";

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
