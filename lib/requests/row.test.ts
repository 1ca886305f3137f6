import fc from "fast-check";
import { expect, test } from "vitest";
import { lineOf, parseLine, type RequestRow, rowsIn } from "./row";

const text = fc.string({ unit: "binary" });
const special = fc.string({
  unit: fc.constantFrom("\\", "\t", "\n", "\r", "\b", "\f", "\v", "N", "n", "t", "\0", "ü"),
});
const any = fc.oneof(text, special);
const flag = fc.constantFrom(0, 1);
const row: fc.Arbitrary<RequestRow> = fc
  .record({
    atMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    texts: fc.tuple(any, any),
    status: fc.integer({ min: 100, max: 599 }),
    code: fc.constantFrom(null, "quota_daily", "bad_gateway"),
    durationMs: fc
      .double({ min: 0, max: 1e7, noNaN: true })
      .map((ms) => Math.round(ms * 1e3) / 1e3),
    ip: fc.option(fc.ipV6()),
    credits: fc.nat(),
    flags: fc.tuple(flag, flag),
    more: fc.tuple(fc.option(any), fc.option(any)),
  })
  .map(({ atMs, texts, status, code, durationMs, ip, credits, flags, more }) => [
    ...(["an id", atMs, "an account", "a key", ...texts, status, code, durationMs, ip] as const),
    ...([credits, ...flags, code === "quota_daily" ? 1 : 0, ...more] as const),
  ]);

test("a line is read back as the row that it was made of, whatever is in it", () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      expect(rowsIn(Buffer.from(rows.map(lineOf).join("")))).toEqual(rows);
    }),
  );
});

test("a line that was cut off anywhere is no row", () => {
  fc.assert(
    fc.property(row, fc.nat(), (whole, cut) => {
      const line = lineOf(whole).slice(0, -1);
      expect(parseLine(line.slice(0, cut % line.length))).toBeNull();
    }),
  );
});

test("garbage is skipped, not believed", () => {
  const whole = "i\t2026-01-01T00:00:00.000Z\ta\tk\tGET\t/\t200\t\\N\t1.5\t\\N\t1\t1\t\\N\t\\N\t1";
  expect(parseLine(whole)).not.toBeNull();
  const wrong = [
    ...["", "{}", "\t".repeat(14), whole + "\t1", whole.replace("200", "x")],
    ...[whole.replace("2026", "now"), whole.replace("i\t", "\\N\t"), whole.replace("1.5", "")],
  ];
  for (const line of wrong) expect(parseLine(line), line).toBeNull();
});
