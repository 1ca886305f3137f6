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
  ["a mark of later alone", "#latchkey-rows-2\n", /its first line is not known/],
  ["a column less", ROWS.head.replace("\tip", ""), /it lacks columns: ip/],
  ["a column twice", ROWS.head.replace("\tip", "\tip\tip"), /a column comes twice/],
])("a file with %s is refused whole", (_what, head, why) => {
  const read = () => ROWS.rowsInFile(fileOf(head, ROWS.lineOf(requestRow())), "a file");
  expect(read).toThrow(UnknownJournal);
  expect(read).toThrow(why);
});

describe("a first line that something has damaged", () => {
  const [first, second] = [requestRow(), requestRow()];
  const whole = fileOf(ROWS.head, ROWS.lineOf(first), ROWS.lineOf(second));

  const read = (bytes: Buffer) => {
    const told: Array<[string, boolean]> = [];
    const rows = ROWS.rowsInFile(bytes, "a file", (line, isHead) => told.push([line, isHead]));
    return { rows, told };
  };

  test("in one byte, whichever it is and whatever it becomes, costs no row", () => {
    const digit = ROWS.head.indexOf("1");
    for (let at = 0; at < ROWS.head.length - 1; at++) {
      for (const byte of [0, 9, 10, 32, 95, 97, 127, 255, whole[at]! ^ 1, whole[at]! ^ 128]) {
        // A number of another version is one of another version.
        const isVersion = at === digit && byte >= 48 && byte <= 57;
        if (byte === whole[at] || isVersion) continue;
        const bytes = Buffer.from(whole);
        bytes[at] = byte;
        const head = bytes.subarray(0, ROWS.head.length - 1).toString("utf8");
        expect(read(bytes)).toEqual({ rows: [first, second], told: [[head, true]] });
      }
    }
  });

  test("at its end may have a row in it, and costs no other", () => {
    const bytes = Buffer.from(whole);
    bytes[ROWS.head.length - 1] = 0;
    const line = (ROWS.head.slice(0, -1) + "\0" + ROWS.lineOf(first)).slice(0, -1);
    expect(read(bytes)).toEqual({ rows: [second], told: [[line, false]] });
  });

  test("so much that nobody knows its columns makes all lines below it such that cannot be read", () => {
    const bytes = Buffer.from(whole);
    bytes.fill(0, 20, 80);
    const lines = bytes.toString("utf8").split("\n").slice(0, -1);
    expect(read(bytes)).toEqual({ rows: [], told: lines.map((line) => [line, false]) });
  });

  test("from its beginning leaves lines that can be read as those before 2026-12-01", () => {
    const bytes = Buffer.from(whole);
    bytes.fill(0, 0, 80);
    const head = bytes.subarray(0, ROWS.head.length - 1).toString("utf8");
    expect(read(bytes)).toEqual({ rows: [first, second], told: [[head, false]] });
  });
});

test("an empty file has no rows, and nothing of it is told", () => {
  const none = ROWS.rowsInFile(Buffer.alloc(0), "a file", (line) => expect.fail(line));
  expect(none).toEqual([]);
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
