import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { requestRow } from "@/test/request-row";
import { ROOT } from "@/test/root";
import { column, COLUMNS, escapedOrNull, stringOrNull } from "./columns";
import { ROWS } from "./row";
import { RowFormat } from "./row-format";
import { UnknownJournal } from "./unknown-journal";

/** As the next version may have it: a column more. */
const last = COLUMNS.at(-1)!;
const NEWER = new RowFormat([
  ...COLUMNS.slice(0, -1),
  column("region", "region", stringOrNull, (row) => escapedOrNull(row.region), "nowhere"),
  last,
]);

const fileOf = (head: string, ...lines: string[]) => Buffer.from(head + lines.join(""));

describe("a column more in the table", () => {
  const row = { ...requestRow(), region: "e\tu" };

  test("is in the line, in the list for COPY and in what is read back", () => {
    const line = NEWER.lineOf(row);
    expect(line.slice(0, -1).split("\t").slice(-2)).toEqual(["e\\tu", "1"]);
    expect(NEWER.names).toEqual([...ROWS.names.slice(0, -1), "region", "leased"]);
    expect(NEWER.rowsIn(Buffer.from(line))).toEqual([row]);
    expect(NEWER.rowsInFile(fileOf(NEWER.head, line), "a file")).toEqual([row]);
  });

  test("is not in older files: their rows have what was before it", () => {
    const old = requestRow();
    const expected = [{ ...old, region: "nowhere" }];
    expect(NEWER.rowsInFile(fileOf(ROWS.head, ROWS.lineOf(old)), "a file")).toEqual(expected);
    // Without a first line, as they were before 2026-12-01.
    expect(NEWER.rowsInFile(fileOf("", ROWS.lineOf(old)), "a file")).toEqual(expected);
  });

  test("makes a file that an older program refuses, and names", () => {
    const read = () =>
      ROWS.rowsInFile(fileOf(NEWER.head, NEWER.lineOf(row)), "/data/00000001.rows");
    expect(read).toThrow(UnknownJournal);
    expect(read).toThrow(/\/data\/00000001\.rows \(columns that are not known here: region\)/);
  });
});

test("a file says its columns in whichever order", () => {
  const row = requestRow();
  const moved = new RowFormat([...COLUMNS.slice(3), ...COLUMNS.slice(0, 3)]);
  expect(ROWS.rowsInFile(fileOf(moved.head, moved.lineOf(row)), "a file")).toEqual([row]);
});

test.each([
  ["a mark of later", ROWS.head.replace("rows-1", "rows-2"), /its first line is not known/],
  ["a mark that is damaged", ROWS.head.replace("latch", "l\0tch"), /its first line is not known/],
  ["a column less", ROWS.head.replace("\tip", ""), /it lacks columns: ip/],
  ["a column twice", ROWS.head.replace("\tip", "\tip\tip"), /a column comes twice/],
])("a file with %s is refused whole", (_what, head, why) => {
  const read = () => ROWS.rowsInFile(fileOf(head, ROWS.lineOf(requestRow())), "a file");
  expect(read).toThrow(UnknownJournal);
  expect(read).toThrow(why);
});

test("a first line that a crash left torn has no rows below it", () => {
  for (let length = 0; length < ROWS.head.length; length++) {
    const unreadable: string[] = [];
    const bytes = fileOf(ROWS.head.slice(0, length));
    expect(ROWS.rowsInFile(bytes, "a file", (line) => unreadable.push(line))).toEqual([]);
    expect(unreadable).toEqual([]);
  }
});

describe.each(["unnamed.rows", "named-1.rows"])("%s, as a program of that time left it", (name) => {
  const bytes = readFileSync(path.join(ROOT, "test/journals", name));
  const rows = JSON.parse(readFileSync(path.join(ROOT, "test/journals/rows.json"), "utf8"));

  test("is read whole", () => {
    expect(ROWS.rowsInFile(bytes, name)).toEqual(rows);
  });

  test("is read up to a last line that was torn anywhere", () => {
    const lastLine = bytes.subarray(bytes.lastIndexOf("\n", -2) + 1);
    for (let cut = 2; cut <= lastLine.length; cut++) {
      const unreadable: string[] = [];
      const torn = bytes.subarray(0, bytes.length - cut);
      const read = ROWS.rowsInFile(torn, name, (line) => unreadable.push(line));
      expect(read).toEqual(rows.slice(0, -1));
      expect(unreadable).toEqual([]);
    }
  });
});
