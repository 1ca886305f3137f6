import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { requestRow } from "@/test/request-row";
import { Journal } from "./journal";
import { readLeftBehind } from "./left-behind";

function newJournal() {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "latchkey-refused-"));
  onTestFinished(() => fs.rmSync(root, { recursive: true, force: true }));
  const dir = path.join(root, "one");
  return { root, dir, journal: new Journal(dir) };
}

const read = (dir: string) => readLeftBehind(dir, (line) => expect.fail(`cannot be read: ${line}`));

test("a refused row stays in the journal when its batch is settled, and when the journal closes", () => {
  const { dir, journal } = newJournal();
  const [refused, written] = [requestRow(), requestRow()];
  const { segment } = journal.append([refused, written]);
  journal.keepRefused(refused);
  // Until its batch is settled it stands in the journal twice.
  expect(read(dir)).toEqual({ rows: [written], refused: [refused] });
  journal.settle(new Map([[segment, 2]]));
  expect(read(dir)).toEqual({ rows: [], refused: [refused] });
  expect(journal.bytes).toBe(0);
  journal.close();
  expect(read(dir)).toEqual({ rows: [], refused: [refused] });
});

test("refused rows go with the journal once their instance has ended", () => {
  const { root, journal } = newJournal();
  journal.keepRefused(requestRow());
  journal.forgetRefused();
  journal.close();
  expect(fs.readdirSync(root)).toEqual([]);
});

test("what refused rows have spent is told by key, and of leased ones alone", () => {
  const { journal, root } = newJournal();
  const [one, other] = [requestRow(), requestRow()];
  const free = requestRow({ keyId: other.keyId, leased: false });
  for (const row of [one, other, requestRow({ keyId: one.keyId }), free]) journal.keepRefused(row);
  expect([...journal.spentByRefused]).toEqual([
    [one.keyId, 2],
    [other.keyId, 1],
  ]);
  // Another name has none of them.
  journal.moveTo(path.join(root, "two"));
  expect(journal.spentByRefused.size).toBe(0);
  expect(fs.readdirSync(root)).toEqual(["two"]);
});

test("a file of refused rows that somebody deletes is made again", () => {
  const { dir, journal } = newJournal();
  const [first, second] = [requestRow(), requestRow()];
  journal.keepRefused(first);
  fs.rmSync(dir, { recursive: true });
  journal.lookAfter();
  journal.keepRefused(second);
  expect(read(dir)).toEqual({ rows: [], refused: [first, second] });
  journal.close();
});

test("a row that cannot be kept is not, and can be tried again", () => {
  const { dir, journal } = newJournal();
  const row = requestRow({ leased: true });
  fs.rmSync(dir, { recursive: true });
  expect(() => journal.keepRefused(row)).toThrow("ENOENT");
  expect(journal.spentByRefused.size).toBe(0);
  journal.lookAfter();
  journal.keepRefused(row);
  expect([...journal.spentByRefused.values()]).toEqual([1]);
  expect(read(dir)).toEqual({ rows: [], refused: [row] });
  journal.close();
});

test("a journal that is gone has nothing left", () => {
  const { dir, journal } = newJournal();
  journal.close();
  expect(read(dir)).toBeNull();
});

test("a journal that is closed takes no refused row more: whoever reads it next has those before", () => {
  const { dir, journal } = newJournal();
  const refused = requestRow();
  journal.keepRefused(refused);
  journal.close();
  expect(() => journal.keepRefused(requestRow())).toThrow("closed");
  journal.lookAfter();
  expect(read(dir)).toEqual({ rows: [], refused: [refused] });
});
