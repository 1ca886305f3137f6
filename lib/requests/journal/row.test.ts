import fc from "fast-check";
import { expect, test } from "vitest";
import { COLUMNS } from "./columns";
import { type RequestRow, ROWS } from "./row";

const text = fc.string({ unit: "binary" });
const special = fc.string({
  unit: fc.constantFrom("\\", "\t", "\n", "\r", "\b", "\f", "\v", "N", "n", "t", "\0", "ü", "😀"),
});
const any = fc.oneof(text, special, fc.constant("\\N"));
const row: fc.Arbitrary<RequestRow> = fc.record({
  id: fc.uuid(),
  atMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  accountId: fc.uuid(),
  keyId: fc.uuid(),
  method: any,
  path: any,
  status: fc.integer({ min: 100, max: 599 }),
  code: fc.constantFrom(null, "quota_daily", "bad_gateway"),
  durationMs: fc.oneof(
    fc.double({ min: 0, max: 1e7, noNaN: true }),
    fc.integer({ min: 0, max: 1e7 }).map((micros) => micros / 1000),
  ),
  ip: fc.option(fc.ipV6()),
  credits: fc.nat(),
  counted: fc.boolean(),
  userAgent: fc.option(any),
  checks: fc.option(any),
  leased: fc.boolean(),
});

const linesOf = (rows: readonly RequestRow[]) =>
  Buffer.from(rows.map((each) => ROWS.lineOf(each)).join(""));

test("a line is read back as the row that it was made of, whatever is in it", () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const lines = linesOf(rows);
      expect(ROWS.rowsIn(lines)).toEqual(rows);
      const file = Buffer.concat([Buffer.from(ROWS.head), lines]);
      expect(ROWS.rowsInFile(file, "a file")).toEqual(rows);
    }),
  );
});

test("half of a character does no harm: it is read back as the character for what is none", () => {
  fc.assert(
    fc.property(row, fc.integer({ min: 0xd800, max: 0xdfff }), any, (whole, half, before) => {
      const path = before + String.fromCharCode(half);
      expect(ROWS.rowsIn(linesOf([{ ...whole, path }, whole]))).toEqual([
        { ...whole, path: path.replace(/\p{Surrogate}/gu, "\ufffd") },
        whole,
      ]);
    }),
  );
});

test("a line has a field for each column of the table, in its order", () => {
  fc.assert(
    fc.property(row, (whole) => {
      const fields = COLUMNS.map((each) => each.write(whole as never));
      expect(ROWS.lineOf(whole)).toBe(`${fields.join("\t")}\n`);
    }),
  );
});

test("a line that was cut off anywhere is no row", () => {
  fc.assert(
    fc.property(row, fc.nat(), (whole, cut) => {
      const line = ROWS.lineOf(whole).slice(0, -1);
      expect(ROWS.parseLine(line.slice(0, cut % line.length))).toBeNull();
    }),
  );
});

test("garbage is skipped, not believed", () => {
  const whole = "i\t2026-01-01T00:00:00.000Z\ta\tk\tGET\t/\t200\t\\N\t1.5\t\\N\t1\t1\t\\N\t\\N\t1";
  expect(ROWS.parseLine(whole)).not.toBeNull();
  const wrong = [
    ...["", "{}", "\t".repeat(14), whole + "\t1", whole.replace("200", "x"), whole + "0"],
    ...[whole.replace("2026", "now"), whole.replace("i\t", "\\N\t"), whole.replace("1.5", "")],
  ];
  for (const line of wrong) expect(ROWS.parseLine(line), line).toBeNull();
});
