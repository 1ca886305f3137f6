import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { requestRow } from "@/test/request-row";
import { rowsInJournal } from "@/test/rows-in-journal";
import { Journal, type Journaled } from "./journal";
import { setRowAside } from "./set-aside";
import { type RequestRow, ROWS } from "./row";

let root: string;
let dir: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "latchkey-journal-"));
  dir = path.join(root, "one");
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(root, { recursive: true, force: true });
});

/** Three of these fill a segment. */
const bulky = () => requestRow({ path: `/${"x".repeat(1_500_000)}` });
/** Says that these are in the database. */
function settle(journal: Journal, ...written: Journaled[]): void {
  for (const { rows, segment } of written) journal.settle(new Map([[segment, rows.length]]));
}
const segments = () => fs.readdirSync(dir).filter((name) => name.endsWith(".rows"));

test("what was appended is read back in its order, whatever is in it", () => {
  const journal = new Journal(dir);
  const rows = [
    requestRow(),
    requestRow({ path: '/a"\n\\b' }),
    requestRow({ userAgent: "ümläut \u2028 😀\0" }),
    requestRow(),
  ];
  const written = rows.map((each) => journal.append([each]));
  expect(rowsInJournal(dir)).toEqual(rows);
  // The batch gets the very bytes.
  expect(ROWS.rowsIn(Buffer.concat(written.map(({ lines }) => lines)))).toEqual(rows);
  journal.close();
});

test("a row is in the file as soon as append returns", () => {
  const journal = new Journal(dir);
  const first = requestRow();
  journal.append([first]);
  const [segment] = segments();
  expect(ROWS.rowsInFile(fs.readFileSync(path.join(dir, segment!)), segment!)).toEqual([first]);
  journal.close();
});

test("only its owner may read it: it holds addresses and paths", () => {
  const journal = new Journal(dir);
  journal.append([requestRow()]);
  expect(fs.statSync(dir).mode & 0o777).toBe(0o700);
  expect(fs.statSync(path.join(dir, segments()[0]!)).mode & 0o777).toBe(0o600);
  journal.close();
});

test("a long journal is cut into segments, and those that are settled go, the oldest first", () => {
  const journal = new Journal(dir);
  const rows = Array.from({ length: 10 }, bulky);
  const written = rows.map((each) => journal.append([each]));
  const all = segments().length;
  expect(all).toBeGreaterThan(2);
  settle(journal, ...written.slice(0, 4));
  expect(segments().length).toBeLessThan(all);
  const left = rowsInJournal(dir);
  expect(left.length).toBeGreaterThanOrEqual(6);
  // Nothing that is not settled may be missing; what is settled may still be there.
  expect(left.slice(-6)).toEqual(rows.slice(4));
  settle(journal, ...written.slice(4));
  expect(rowsInJournal(dir)).toEqual([]);
  expect(segments()).toHaveLength(1);
  journal.close();
});

test("nothing that is not settled goes, in whatever order the rest is", () => {
  const journal = new Journal(dir);
  const rows = Array.from({ length: 10 }, bulky);
  const written = rows.map((each) => journal.append([each]));
  const all = segments().length;
  settle(journal, ...written.slice(1).reverse());
  expect(rowsInJournal(dir)).toContainEqual(rows[0]);
  expect(segments()).toHaveLength(all);
  settle(journal, written[0]!);
  expect(rowsInJournal(dir)).toEqual([]);
  expect(segments()).toHaveLength(1);
  journal.close();
});

test("it can be written on after all of it was settled", () => {
  const journal = new Journal(dir);
  for (let i = 0; i < 5; i++) settle(journal, journal.append([bulky()]));
  const later = requestRow();
  const written = journal.append([later]);
  expect(rowsInJournal(dir)).toEqual([later]);
  settle(journal, written);
  journal.close();
});

test("closing removes it when every row is settled, and leaves it when one is not", () => {
  const settled = new Journal(dir);
  settle(settled, settled.append([requestRow()]));
  settled.close();
  expect(fs.existsSync(dir)).toBe(false);

  const open = new Journal(dir);
  const rows = [requestRow(), requestRow()];
  const written = rows.map((each) => open.append([each]));
  settle(open, written[0]!);
  open.close();
  expect(rowsInJournal(dir)).toEqual(rows);
});

test("a line that a crash left torn takes no other with it", () => {
  const journal = new Journal(dir);
  const rows = [requestRow(), requestRow(), requestRow()];
  for (const each of rows) journal.append([each]);
  journal.close();
  const file = path.join(dir, segments()[0]!);
  const whole = fs.readFileSync(file);
  const lastLine = Buffer.byteLength(ROWS.lineOf(rows[2]!));
  for (const cut of [1, 2, 10, lastLine - 1, lastLine]) {
    fs.writeFileSync(file, whole.subarray(0, whole.length - cut));
    const expected = cut === 1 ? rows : rows.slice(0, 2);
    expect(rowsInJournal(dir)).toEqual(expected);
  }
});

test("a full disk is told to the caller, and the rows before and after it are whole", () => {
  const journal = new Journal(dir);
  const [before, lost, after] = [requestRow(), requestRow(), requestRow()];
  const written = [journal.append([before])];
  // The disk takes half of the line and then nothing, not even the newline that would end it.
  const write = fs.writeSync;
  let calls = 0;
  vi.spyOn(fs, "writeSync").mockImplementation(((fd: number, data: Buffer | string) => {
    if (++calls > 1) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    return write(fd, Buffer.from(data).subarray(0, 40));
  }) as typeof fs.writeSync);
  expect(() => journal.append([lost])).toThrow();
  vi.restoreAllMocks();
  written.push(journal.append([after]));
  expect(ROWS.rowsIn(written[1]!.lines)).toEqual([after]);
  expect(rowsInJournal(dir)).toEqual([before, after]);
  settle(journal, ...written);
  journal.close();
  expect(fs.existsSync(dir)).toBe(false);
});

test("a torn line that cannot be taken back costs no row that is answered later, whatever fails next", () => {
  const journal = new Journal(dir);
  const rows = [requestRow(), requestRow(), requestRow()];
  const write = fs.writeSync;
  const fail = (after: number) => {
    vi.spyOn(fs, "writeSync").mockImplementation(((fd: number, data: Buffer): number => {
      write(fd, data.subarray(0, after));
      throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    }) as typeof fs.writeSync);
    expect(() => journal.append([requestRow()])).toThrow();
    vi.restoreAllMocks();
  };
  const written = [journal.append([rows[0]!])];
  vi.spyOn(fs, "ftruncateSync").mockImplementation(() => {
    throw new Error("input/output error");
  });
  fail(60);
  vi.restoreAllMocks();
  written.push(journal.append([rows[1]!]));
  fail(30);
  written.push(journal.append([rows[2]!]));
  expect(rowsInJournal(dir)).toEqual(rows);
  settle(journal, ...written);
  journal.close();
  expect(fs.existsSync(dir)).toBe(false);
});

test("what is settled is not read back, be it ever so little", () => {
  const journal = new Journal(dir);
  const { segment } = journal.append([requestRow(), requestRow()]);
  journal.settle(new Map([[segment, 1]]));
  expect(rowsInJournal(dir)).toHaveLength(2);
  journal.settle(new Map([[segment, 1]]));
  expect(rowsInJournal(dir)).toEqual([]);
  journal.close();
});

test("of rows that could not be written together none is read back: they were not answered", () => {
  const journal = new Journal(dir);
  const [before, after] = [requestRow(), requestRow()];
  const written = [journal.append([before])];
  const write = fs.writeSync;
  vi.spyOn(fs, "writeSync").mockImplementation(((fd: number, data: Buffer | string) => {
    const bytes = Buffer.from(data);
    return write(fd, bytes.subarray(0, bytes.length - 40));
  }) as typeof fs.writeSync);
  expect(() => journal.append([requestRow(), requestRow(), requestRow()])).toThrow(/disk full/);
  vi.restoreAllMocks();
  written.push(journal.append([after]));
  expect(rowsInJournal(dir)).toEqual([before, after]);
  settle(journal, ...written);
  journal.close();
});

test("it goes on in another directory, and the old one stays until its rows are settled", () => {
  const next = path.join(root, "two");
  const journal = new Journal(dir);
  const rows = [requestRow(), requestRow(), requestRow()];
  const old = journal.append(rows.slice(0, 2));
  journal.moveTo(next);
  const later = journal.append(rows.slice(2));
  expect(rowsInJournal(dir)).toEqual(rows.slice(0, 2));
  expect(rowsInJournal(next)).toEqual(rows.slice(2));
  settle(journal, old);
  expect(fs.existsSync(dir)).toBe(false);
  expect(rowsInJournal(next)).toEqual(rows.slice(2));
  settle(journal, later);
  journal.close();
  expect(fs.existsSync(next)).toBe(false);
});

test("an old directory without open rows goes at once", () => {
  const next = path.join(root, "two");
  const journal = new Journal(dir);
  settle(journal, journal.append([requestRow()]));
  journal.moveTo(next);
  expect(fs.existsSync(dir)).toBe(false);
  journal.close();
});

test("a row that the database refuses is kept beside the journals", () => {
  const rows = [requestRow(), requestRow()];
  for (const each of rows) setRowAside(root, each);
  const lines = fs.readFileSync(path.join(root, "refused.jsonl"), "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line) as RequestRow)).toEqual(rows);
});
