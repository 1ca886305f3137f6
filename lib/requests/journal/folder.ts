import fs from "node:fs";
import path from "node:path";
import { UnknownJournal } from "./unknown-journal";

/** Says whose journal it is, beside its segments. */
export const OWNER_FILE = "owner.json";
/** Ends the name of a segment. */
export const SEGMENT = ".rows";

const INSTANCE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SEGMENT_NAME = /^\d{8,}\.rows$/;
/** What another program may have numbered likewise. From before 5ffb74f (2026-11-24) they are called `.jsonl`. */
const STRANGE_NAME = /^\d{8,}\.\w+$/;

/** Whether a name is that of an instance, and so of its journal. */
export const isInstanceId = (name: string): boolean => INSTANCE_ID.test(name);

/** The names of a journal's segments, oldest first. A link is none. @throws ENOENT, and UnknownJournal */
export function segmentsIn(dir: string): string[] {
  const names = namesIn(dir);
  const strange = names.find((name) => STRANGE_NAME.test(name) && !SEGMENT_NAME.test(name));
  if (strange !== undefined) {
    throw new UnknownJournal(path.join(dir, strange), "files of such a name are not known here");
  }
  return ownIn(names);
}

const ownIn = (names: readonly string[]) => names.filter((name) => SEGMENT_NAME.test(name)).sort();

/** Of files alone: neither of folders nor of links. */
const namesIn = (dir: string): string[] =>
  fs
    .readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/**
 * Removes a journal: the files that a journal has, and the folder if nothing else is in it. What somebody
 * else put there stays, and so does all that is behind a link.
 */
export function removeJournal(dir: string): void {
  if (!isFolder(dir)) return;
  try {
    for (const name of ownIn(namesIn(dir))) fs.rmSync(path.join(dir, name), { force: true });
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
