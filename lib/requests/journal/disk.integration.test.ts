import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { requestRow } from "@/test/request-row";
import { SmallDisk, whyNoDisks } from "@/test/small-disk";
import { rowsInJournal } from "@/test/rows-in-journal";
import { Journal } from "./journal";
import { JournalError } from "./health";
import { readOwner } from "./owner";
import type { RequestRow } from "./row";

const told: string[] = [];
beforeEach(() => void (told.length = 0));
const events = {
  onTrouble: (why: string) => void told.push(why),
  onOver: () => void told.push("over"),
  onMadeAnew: (_dir: string, rows: number) => void told.push(`made anew: ${rows}`),
};

function folder(): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "latchkey-journal-"));
  onTestFinished(() => fs.rmSync(root, { recursive: true, force: true }));
  return root;
}

function begin(root: string, segmentBytes?: number): { journal: Journal; dir: string } {
  const dir = path.join(root, "one");
  const journal = new Journal(dir, segmentBytes, events);
  onTestFinished(() => {
    vi.restoreAllMocks();
    journal.close();
  });
  return { journal, dir };
}

/** Lets some time pass for those who look at the clock. */
function pass(ms: number): void {
  const nowMs = performance.now() + ms;
  vi.spyOn(performance, "now").mockReturnValue(nowMs);
}

const needsDisks = test.skipIf(whyNoDisks !== null);
if (whyNoDisks !== null) test.skip(`disks: ${whyNoDisks}`);

needsDisks("a disk that is full is told once, and so is its end; no row is lost or torn", () => {
  const disk = SmallDisk.mount(1024 * 1024);
  const { journal, dir } = begin(disk.dir);
  const kept: RequestRow[] = [requestRow()];
  journal.append(kept);
  disk.fill();
  let refused = 0;
  // What is left of the last page may still take some.
  for (let i = 0; i < 200; i++) {
    const row = requestRow();
    try {
      journal.append([row]);
      kept.push(row);
    } catch (error) {
      expect(error).toBeInstanceOf(JournalError);
      refused++;
    }
    if (i % 50 === 0) journal.lookAfter();
  }
  expect(refused).toBeGreaterThan(100);
  expect(journal.health.trouble).toBe("no space is left on its disk");
  expect(told).toEqual(["no space is left on its disk"]);
  expect(rowsInJournal(dir)).toEqual(kept);

  disk.free();
  journal.lookAfter();
  expect(journal.health.trouble).toBeNull();
  kept.push(requestRow());
  journal.append(kept.slice(-1));
  // Not before it has been well for a while.
  expect(told).toHaveLength(1);
  pass(6_000);
  journal.lookAfter();
  expect(told).toEqual(["no space is left on its disk", "over"]);
  expect(rowsInJournal(dir)).toEqual(kept);
});

needsDisks("a disk with hardly any room is not taken for one that has it", () => {
  const disk = SmallDisk.mount(1024 * 1024);
  const { journal } = begin(disk.dir);
  disk.fill();
  expect(() => {
    for (let i = 0; i < 100; i++) journal.append([requestRow()]);
  }).toThrow(JournalError);
  // Room for some rows, but not for those of a second.
  fs.truncateSync(path.join(disk.dir, "filler"), 1024 * 1024 - 64 * 1024);
  journal.lookAfter();
  expect(journal.health.trouble).toBe("no space is left on its disk");
  disk.free();
  journal.lookAfter();
  expect(journal.health.trouble).toBeNull();
});

needsDisks("a folder on a disk that cannot be written to is noticed before any row is lost", () => {
  const disk = SmallDisk.mount(1024 * 1024);
  const { journal, dir } = begin(disk.dir);
  const rows = [requestRow(), requestRow()];
  journal.append(rows.slice(0, 1));
  const uncover = disk.cover(dir);
  journal.lookAfter();
  expect(journal.health.trouble).toBe("its file system is read-only");
  uncover();
  journal.lookAfter();
  expect(journal.health.trouble).toBeNull();
  journal.append(rows.slice(1));
  expect(rowsInJournal(dir)).toEqual(rows);
  expect(told).toEqual(["its file system is read-only"]);
});

test.each([
  ["its folder", (dir: string) => fs.rmSync(dir, { recursive: true })],
  ["the folder of all", (dir: string) => fs.rmSync(path.dirname(dir), { recursive: true })],
  [
    "its files",
    (dir: string) => {
      for (const name of fs.readdirSync(dir)) fs.rmSync(path.join(dir, name));
    },
  ],
  [
    "a file in the middle",
    (dir: string) => fs.rmSync(path.join(dir, fs.readdirSync(dir).sort()[1]!)),
  ],
])("%s that was deleted is made again, with all that was in it", (_what, remove) => {
  const { journal, dir } = begin(path.join(folder(), "journal"), 500);
  const rows = Array.from({ length: 12 }, () => requestRow());
  const written = rows.map((row) => journal.append([row]));
  expect(fs.readdirSync(dir).length).toBeGreaterThan(3);
  remove(dir);
  journal.lookAfter();
  const byId = (all: RequestRow[]) => [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(byId(rowsInJournal(dir))).toEqual(byId(rows));
  expect(readOwner(dir)).toMatchObject({ pid: process.pid });
  expect(fs.statSync(dir).mode & 0o777).toBe(0o700);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^made anew: \d+$/);
  expect(journal.health.trouble).toBeNull();
  // What is settled goes, as ever.
  for (const { segment } of written) journal.settle(new Map([[segment, 1]]));
  expect(rowsInJournal(dir)).toEqual([]);
  journal.lookAfter();
  expect(told).toHaveLength(1);
});

test.each<[string, (dir: string) => string, RegExp, (away: string, to: string) => void]>([
  ["its folder", (dir) => dir, /symbolic link/, (away, to) => fs.symlinkSync(away, to)],
  ["the folder of all", path.dirname, /symbolic link/, (away, to) => fs.symlinkSync(away, to)],
  ["its folder", (dir) => dir, /something else/, (_away, to) => fs.writeFileSync(to, "")],
])(
  "what lies in the place of %s is noticed, as nobody would read rows back from there, and what was in it comes back",
  (_what, of, words, put) => {
    const { journal, dir } = begin(folder());
    const row = requestRow();
    journal.append([row]);
    const place = of(dir);
    fs.renameSync(place, `${place}.away`);
    put(`${place}.away`, place);
    journal.lookAfter();
    expect(journal.health.trouble).toMatch(words);
    // Nothing was put there, not even whose it is.
    expect(fs.readdirSync(`${place}.away`)).toHaveLength(1);
    fs.rmSync(place);
    journal.lookAfter();
    expect(journal.health.trouble).toBeNull();
    expect(rowsInJournal(dir)).toEqual([row]);
  },
);

test("another file in the place of its own is left alone, and not written to", () => {
  const { journal, dir } = begin(folder());
  const row = requestRow();
  journal.append([row]);
  const [file] = fs.readdirSync(dir).filter((name) => name.endsWith(".rows"));
  const copy = fs.readFileSync(path.join(dir, file!));
  fs.rmSync(path.join(dir, file!));
  // Else the same number may be given to the next file.
  fs.writeFileSync(path.join(dir, "other"), "");
  fs.writeFileSync(path.join(dir, file!), copy);
  journal.lookAfter();
  const later = requestRow();
  journal.append([later]);
  expect(fs.readFileSync(path.join(dir, file!))).toEqual(copy);
  expect(rowsInJournal(dir)).toEqual([row, row, later]);
});

test("a folder of which the right to write was taken gets it back", () => {
  const { journal, dir } = begin(folder());
  // As root nobody is refused: the question is asked as another would be answered.
  const access = fs.accessSync;
  vi.spyOn(fs, "accessSync").mockImplementation((file, mode) => {
    if ((fs.statSync(file).mode & 0o200) === 0) {
      throw Object.assign(new Error("permission denied"), { code: "EACCES" });
    }
    access(file, mode);
  });
  fs.chmodSync(dir, 0o500);
  journal.lookAfter();
  expect(fs.statSync(dir).mode & 0o777).toBe(0o700);
  expect(journal.health.trouble).toBeNull();
});

test("trouble that comes and goes within seconds is one matter", () => {
  const { journal } = begin(folder());
  const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
  for (let i = 0; i < 5; i++) {
    const write = vi.spyOn(fs, "writeSync").mockImplementation(() => {
      throw full;
    });
    expect(() => journal.append([requestRow()])).toThrow(JournalError);
    write.mockRestore();
    journal.lookAfter();
    expect(journal.health.trouble).toBeNull();
  }
  expect(journal.health.errors).toBe(5);
  expect(told).toEqual(["no space is left on its disk"]);
});
