import { randomBytes } from "node:crypto";
import { lstat, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { readText } from "../no-follow";
import { birthOf } from "./process-identity";

/**
 * A roster is a directory with one file, `<pid>.<random>`, for each entry of a process; the file
 * holds the birth of that process, so that an entry ends with its process however that ends.
 * Names that begin with a dot are notes about the roster, not entries.
 *
 * @throws where the directory is a link, or as root another user's: what is written there could go anywhere
 */
export async function enrol(roster: string): Promise<string> {
  await mkdir(roster, { recursive: true, mode: 0o700 });
  const found = await lstat(roster);
  if (!found.isDirectory() || (process.getuid?.() === 0 && found.uid !== 0)) {
    throw new Error(
      `${roster} is a link or belongs to another user: remove it, or choose another LATCHKEY_DATA_DIR`,
    );
  }
  const entry = path.join(roster, `${process.pid}.${randomBytes(6).toString("hex")}`);
  await writeNote(entry, birthOf(process.pid) ?? "unknown");
  return entry;
}

/** Takes an entry off its roster; taking it off twice does no harm. */
export async function withdraw(entry: string): Promise<void> {
  await rm(entry, { force: true });
}

/** The entries whose process is alive; those of the dead are removed on the way. */
export async function livingEntries(roster: string): Promise<string[]> {
  const living: string[] = [];
  for (const name of await namesIn(roster)) {
    const entry = path.join(roster, name);
    if (name.startsWith(".")) continue;
    const birth = await readNote(entry);
    if (birth === undefined) continue;
    if (birthOf(Number.parseInt(name, 10)) === birth) living.push(entry);
    else await withdraw(entry);
  }
  return living;
}

/** Writes a one-line file so that a reader sees all of it or nothing. */
export async function writeNote(file: string, line: string): Promise<void> {
  const draft = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(4).toString("hex")}`,
  );
  await writeFile(draft, `${line}\n`, { mode: 0o600, flag: "wx" });
  await rename(draft, file);
}

/** The line in a one-line file; undefined when the file is not there. @throws where it is a link */
export async function readNote(file: string): Promise<string | undefined> {
  try {
    return (await readText(file)).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The names in a directory; none when it is not there. */
export async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
