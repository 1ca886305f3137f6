import fs from "node:fs";
import path from "node:path";

/** Says whose journal it is, beside its segments. */
export const OWNER_FILE = "owner.json";
/** Ends the name of a segment. */
export const SEGMENT = ".rows";
/** Of journals as they once were, with a line of JSON a row: one may be left from before an upgrade. */
export const OLD_SEGMENT = ".jsonl";

const INSTANCE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SEGMENT_NAME = /^\d{8,}\.(rows|jsonl)$/;

/** Whether a name is that of an instance, and so of its journal. */
export const isInstanceId = (name: string): boolean => INSTANCE_ID.test(name);

/** The names of a journal's segments, oldest first. A link is none. @throws ENOENT */
export function segmentsIn(dir: string): string[] {
  return fs
    .readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile() && SEGMENT_NAME.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

/**
 * Removes a journal: the files that a journal has, and the folder if nothing else is in it. What somebody
 * else put there stays, and so does all that is behind a link.
 */
export function removeJournal(dir: string): void {
  if (!isFolder(dir)) return;
  try {
    for (const name of segmentsIn(dir)) fs.rmSync(path.join(dir, name), { force: true });
    const owner = path.join(dir, OWNER_FILE);
    if (!isFolder(owner)) fs.rmSync(owner, { force: true });
    fs.rmdirSync(dir);
  } catch (error) {
    // Another was as quick, or something else is in there.
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(code)) throw error;
  }
}

function isFolder(dir: string): boolean {
  return fs.lstatSync(dir, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
