import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { type BackupTable, CHECKSUMS, MANIFEST, newManifest, pieceName } from "./format";
import { readBackup } from "./read-archive";
import { sha256, Summing } from "./summing";
import { ArchiveWriter } from "./write-archive";

function folder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), "latchkey-archive-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const TABLES: BackupTable[] = ["one", "empty", "two"].map((name) => ({ name, columns: ["a"] }));

interface Wrong {
  /** Said of the pieces in place of what they are. */
  rows?: number;
  order?: string[];
  withoutEnd?: boolean;
  after?: string;
}

async function write(file: string, pieces: Record<string, string[]>, wrong: Wrong = {}) {
  const writer = await ArchiveWriter.begin(file, () => {});
  const manifest = Buffer.from(
    JSON.stringify(
      newManifest({
        program: "1.2.3",
        at: "2027-01-02T03:04:05.000Z",
        migration: "0000_tables",
        days: [],
        tables: TABLES,
      }),
    ),
  );
  await writer.add(MANIFEST, manifest);
  const tables: Record<string, object> = {};
  for (const name of wrong.order ?? TABLES.map((table) => table.name)) {
    const summing = new Summing();
    for (const [i, text] of (pieces[name] ?? []).entries()) {
      summing.add(Buffer.from(text));
      await writer.add(pieceName(name, i + 1), Buffer.from(text));
    }
    tables[name] = { ...summing.sum(), ...(wrong.rows !== undefined && { rows: wrong.rows }) };
  }
  const checksums = JSON.stringify({ manifest: sha256(manifest), tables });
  if (!wrong.withoutEnd) await writer.add(CHECKSUMS, Buffer.from(checksums));
  if (wrong.after) await writer.add(wrong.after, Buffer.from("more"));
  await writer.finish();
}

test("what is written is read again, piece by piece and in order, and tar can read it", async () => {
  const file = path.join(folder(), "a.backup");
  const pieces = { one: ["a\nb\n", "c\n"], two: ["d\n"] };
  await write(file, pieces);
  const read: string[] = [];
  const { checksums } = await readBackup(file, {
    onPiece: async ({ name }, piece) => void read.push(`${name}: ${piece.toString()}`),
  });
  expect(read).toEqual(["one: a\nb\n", "one: c\n", "two: d\n"]);
  expect(Object.values(checksums.tables).map(({ rows }) => rows)).toEqual([3, 0, 1]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(gunzipSync(readFileSync(file)).subarray(257, 262).toString()).toBe("ustar");
});

test.each<[string, Wrong, RegExp]>([
  ["rows are other than said", { rows: 7 }, /the rows of one are not those/],
  ["tables are in another order", { order: ["two", "one"] }, /one\/000001.copy is not where/],
  ["its end is missing", { withoutEnd: true }, /its end is missing/],
  ["it goes on", { after: "more" }, /goes on after its end/],
])("it is damaged where %s", async (_what, wrong, reason) => {
  const file = path.join(folder(), "a.backup");
  await write(file, { one: ["a\n"], two: ["b\n"] }, wrong);
  await expect(readBackup(file)).rejects.toThrow(reason);
});

test("it has its name only when it is whole, and never takes one that is there", async () => {
  const place = folder();
  const file = path.join(place, "a.backup");
  const writer = await ArchiveWriter.begin(file, () => {});
  await writer.add("x", Buffer.from("x"));
  expect(readdirSync(place)).toEqual([expect.stringMatching(/^\.a\.backup\.\w+\.partial$/)]);
  // Somebody else is faster.
  writeFileSync(file, "theirs");
  await expect(writer.finish()).rejects.toThrow(/cannot be written: EEXIST/);
  await writer.discard();
  expect(readFileSync(file, "utf8")).toBe("theirs");
  expect(readdirSync(place)).toEqual(["a.backup"]);
});

const FULL_DISK = `
import { randomBytes } from "node:crypto";
import { ArchiveWriter } from "./db/backup/write-archive.ts";
const writer = await ArchiveWriter.begin(process.argv[1], () => {});
try {
  for (let i = 0; i < 9; i++) await writer.add("x" + i, randomBytes(200_000));
  await writer.finish();
} catch (error) {
  await writer.discard();
  console.log(error.name + ": " + error.message);
}`;

test("a disk that takes no more is told in one line, and nothing is left on it", () => {
  const place = folder();
  const file = path.join(place, "a.backup");
  // The system refuses more than a limit as it refuses what a full disk does not hold.
  const line = `trap '' XFSZ; ulimit -f 100; exec "$@"`;
  const node = [process.execPath, "--import", "tsx", "--input-type=module", "-e", FULL_DISK, file];
  const { stdout, stderr } = spawnSync("bash", ["-c", line, "bash", ...node], {
    encoding: "utf8",
  });
  expect({ stdout, stderr }).toEqual({
    stdout: `BackupError: ${file} cannot be written: EFBIG: file too large, write\n`,
    stderr: "",
  });
  expect(readdirSync(place)).toEqual([]);
});

test("rows are counted over the edges of pieces", () => {
  const text = randomBytes(10_000).toString("base64").replaceAll("A", "\n");
  const rows = text.split("\n").length - 1;
  const summing = new Summing();
  for (let i = 0; i < text.length; i += 7) summing.add(Buffer.from(text.slice(i, i + 7)));
  expect(summing.sum()).toEqual({
    rows,
    bytes: text.length,
    sha256: sha256(Buffer.from(text)),
  });
});
