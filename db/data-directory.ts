import fs from "node:fs";
import path from "node:path";

/** The rights of everybody but the owner to write (stat(2)). */
const OTHERS_WRITE = 0o022;

/**
 * Makes the data directory for its user alone (0700) if it is not there.
 *
 * As root it must be root's own, and nobody else may write to it: another user could put a link in
 * there, and have root write to any file of the machine.
 *
 * @returns its absolute path without links
 * @throws one line for the operator, or what the system says when it cannot be made
 */
export function ownDataDirectory(wanted: string): string {
  const place = path.resolve(wanted);
  fs.mkdirSync(place, { recursive: true, mode: 0o700 });
  const isRoot = process.getuid?.() === 0;
  if (isRoot) refuseOfOthers(place, fs.lstatSync(place));
  const real = fs.realpathSync(place);
  if (isRoot) {
    const found = fs.statSync(real);
    refuseOfOthers(place, found);
    if ((found.mode & OTHERS_WRITE) !== 0) {
      throw new Error(
        `other users may write to ${place}: run chmod go-w on it, or choose another LATCHKEY_DATA_DIR`,
      );
    }
  }
  return real;
}

function refuseOfOthers(place: string, { uid }: fs.Stats): void {
  if (uid === 0) return;
  throw new Error(
    `${place} belongs to user ${uid}, and this is root: start as that user, run chown root on it, or choose another LATCHKEY_DATA_DIR`,
  );
}
