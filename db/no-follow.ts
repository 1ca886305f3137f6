import fs, { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/*
 * Whoever could put a symbolic link where we keep a file would have us read, or as root overwrite, any other
 * file. So none is followed at the last part of a path: opening one throws ELOOP. Windows has no such flag.
 */

const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** Of `open`: adds to a file, which is made if it is not there. */
export const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | NO_FOLLOW;
/** As `APPEND`, of a file that may be read through the same descriptor: also when its name is gone. */
export const APPEND_AND_READ =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | NO_FOLLOW;

const READ = constants.O_RDONLY | NO_FOLLOW;
const OVERWRITE = constants.O_WRONLY | constants.O_TRUNC | constants.O_CREAT | NO_FOLLOW;
const PRIVATE = 0o600;

/** Opens a file for reading; whoever opens it closes it. @throws ENOENT, ELOOP */
export const openToRead = (file: string): Promise<FileHandle> => open(file, READ);

/** The text of a file. @throws ENOENT, ELOOP */
export async function readText(file: string): Promise<string> {
  const handle = await openToRead(file);
  try {
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

/** What is in a file. @throws ENOENT, ELOOP */
export const readNow = (file: string): Buffer => withFile(file, READ, (fd) => fs.readFileSync(fd));

/** Writes a file for its user alone. @throws ELOOP */
export const writeNow = (file: string, text: string): void =>
  withFile(file, OVERWRITE, (fd) => fs.writeFileSync(fd, text));

/** Adds to a file, which is made for its user alone. @throws ELOOP */
export const appendNow = (file: string, text: string): void =>
  withFile(file, APPEND, (fd) => fs.writeFileSync(fd, text));

function withFile<T>(file: string, flags: number, work: (fd: number) => T): T {
  const fd = fs.openSync(file, flags, PRIVATE);
  try {
    return work(fd);
  } finally {
    fs.closeSync(fd);
  }
}
