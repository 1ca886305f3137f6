import fs from "node:fs";

/** A file of a journal. */
export interface Segment {
  dir: string;
  file: string;
  fd: number;
  bytes: number;
  /** Past `bytes` it has rows that were not answered, and perhaps half a line. */
  isTorn: boolean;
  /** Rows in it that are not in the database yet. */
  open: number;
}

/** As much of a segment as must be known to add to it. */
type Tail = Pick<Segment, "fd" | "bytes"> & Partial<Pick<Segment, "isTorn">>;

/** Adds all of it to a segment, or nothing. @throws when it cannot be written whole */
export function writeWhole(segment: Tail, bytes: Buffer): void {
  try {
    if (fs.writeSync(segment.fd, bytes) === bytes.length) return;
    // The second attempt says why the first stopped where it did.
    fs.writeSync(segment.fd, bytes.subarray(0, 1));
    throw new Error("it could not be written whole: is the disk full?");
  } catch (error) {
    takeBack(segment);
    throw error;
  }
}

/** What is past a segment's bytes was not answered: none of it may be read back later. */
export function takeBack(segment: Tail): void {
  try {
    fs.ftruncateSync(segment.fd, segment.bytes);
    segment.isTorn = false;
  } catch {
    segment.isTorn = true;
  }
}

/** Whether its file was deleted, or another lies in its place. */
export function isGone({ file, fd }: Segment): boolean {
  const named = fs.lstatSync(file, { throwIfNoEntry: false });
  const open = fs.fstatSync(fd);
  return named === undefined || named.ino !== open.ino || named.dev !== open.dev;
}

/** What a segment holds, name or no name. Nothing where its disk does not give it back: the rows are in memory, too. */
export function readBack({ fd, bytes }: Segment): Buffer {
  const all = Buffer.alloc(bytes);
  let length = 0;
  try {
    while (length < bytes) {
      const read = fs.readSync(fd, all, length, bytes - length, length);
      if (read === 0) break;
      length += read;
    }
  } catch {
    return all.subarray(0, 0);
  }
  return all.subarray(0, length);
}
