import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** The longest path of a Unix socket that Linux and macOS both take, with its end (unix(7)). */
const LONGEST_PATH = 103;
const LONGEST_NAME = "/latchkey-XXXXXX/1000000.sock".length;

/** A folder for sockets that only this process's user may enter. */
export interface SocketFolder {
  path: string;
  remove(): void;
}

/**
 * Makes a folder for sockets. Not in the data directory, whose path may be too long for a socket's: in the
 * system's folder of temporary files. `mkdtemp` gives it to its user alone (0700).
 */
export function makeSocketFolder(temporary: string = os.tmpdir()): SocketFolder {
  const isShort = Buffer.byteLength(temporary) + LONGEST_NAME <= LONGEST_PATH;
  const folder = mkdtempSync(path.join(isShort ? temporary : "/tmp", "latchkey-"));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
