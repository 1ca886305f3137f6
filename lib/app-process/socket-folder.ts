import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** The longest path of a Unix socket that Linux and macOS both take, with its end (unix(7)). */
const LONGEST_PATH = 103;
const PREFIX = "latchkey-";
const LONGEST_NAME = "/latchkey-XXXXXX/1000000.sock.99".length;

/** A folder for sockets that only this process's user may enter. */
export interface SocketFolder {
  path: string;
  remove(): void;
}

/**
 * Makes a folder for sockets. Not in the data directory, whose path may be too long for a socket's: in the
 * system's folder of temporary files, or where that is too long or cannot be written to, in /tmp. `mkdtemp`
 * gives it to its user alone (0700).
 *
 * @throws where neither can be written to
 */
export function makeSocketFolder(temporary: string = os.tmpdir()): SocketFolder {
  const isShort = Buffer.byteLength(temporary) + LONGEST_NAME <= LONGEST_PATH;
  const folder = (isShort && tryFolder(temporary)) || mkdtempSync(path.join("/tmp", PREFIX));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function tryFolder(temporary: string): string | null {
  try {
    return mkdtempSync(path.join(temporary, PREFIX));
  } catch {
    return null;
  }
}
