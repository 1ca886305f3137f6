import fs from "node:fs";
import path from "node:path";
import { ownDataDirectory } from "@/db/data-directory";
import { DATA_DIR_TAKES, type Env, EnvError } from "@/lib/env";

/**
 * The data directory as an absolute path without links, made for us alone if it is not there.
 * @throws {EnvError} where it cannot be made, or must not be used: see `ownDataDirectory` and below
 */
export function dataDirectory(env: Pick<Env, "LATCHKEY_DATA_DIR">): string {
  try {
    const place = ownDataDirectory(env.LATCHKEY_DATA_DIR);
    for (const name of OURS) refuseOtherFolder(path.join(place, name));
    return place;
  } catch (error) {
    throw dataDirectoryFailure(error);
  }
}

/** Folders in it in which we write and remove by ourselves. */
const OURS = ["journal", "apps"];

/**
 * Somebody who may not read the database could put a folder there first, or a link, and have us write rows where they
 * read them, or remove what is theirs to choose.
 * @throws one line for the operator where it is there and is no folder of this user's
 */
function refuseOtherFolder(folder: string): void {
  const found = fs.lstatSync(folder, { throwIfNoEntry: false });
  if (!found) return;
  if (found.isSymbolicLink()) {
    throw new Error(`${folder} is a symbolic link: put a folder in its place, or mount one there`);
  }
  if (!found.isDirectory()) throw new Error(`${folder} is no folder: remove it`);
  const uid = process.getuid?.();
  if (uid !== undefined && found.uid !== uid) {
    throw new Error(
      `${folder} belongs to user ${found.uid}, and this is user ${uid}: start as that user, or run chown on it`,
    );
  }
}

/** What went wrong in the data directory, as the operator is told it. */
export const dataDirectoryFailure = (error: unknown): EnvError =>
  new EnvError(`LATCHKEY_DATA_DIR ${DATA_DIR_TAKES}: ${(error as Error).message}`);
