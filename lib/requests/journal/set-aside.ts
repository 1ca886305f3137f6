import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import path from "node:path";
import { appendNow, openToRead } from "@/db/no-follow";
import type { RequestRow } from "./row";

/** Beside the journals: rows that the database refused, a line of JSON each. */
const REFUSED = "refused.jsonl";
/** Beside the journals: lines that cannot be read, as they were found. */
const UNREADABLE = "unreadable.rows";

export const refusedFile = (root: string) => path.join(root, REFUSED);
export const unreadableFile = (root: string) => path.join(root, UNREADABLE);

/** Rows that lie aside, for a person to look at. */
export interface SetAside {
  refused: number;
  unreadable: number;
}

const LINE_FEED = 0x0a;

/** Counts the lines of a file, anew only where it has changed. */
class LineCount {
  private seen = "";
  private lines = 0;

  constructor(private readonly file: string) {}

  /** 0 where there is none. @throws when it cannot be read */
  async read(): Promise<number> {
    const found = await lstat(this.file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    const now = found === null ? "" : nameOf(found);
    if (now === this.seen) return this.lines;
    this.lines = found === null ? 0 : await countLines(this.file);
    this.seen = now;
    return this.lines;
  }
}

const nameOf = ({ ino, size, mtimeMs }: Stats) => `${ino} ${size} ${mtimeMs}`;

async function countLines(file: string): Promise<number> {
  let lines = 0;
  const handle = await openToRead(file);
  for await (const chunk of handle.createReadStream()) {
    for (const byte of chunk as Buffer) if (byte === LINE_FEED) lines++;
  }
  return lines;
}

/**
 * Tells how many rows lie aside beside the journals of an instance. They stay until a person has moved the files
 * away, over restarts.
 *
 * @param root where the journals lie
 */
export function setAsideIn(root: string): () => Promise<SetAside> {
  const refused = new LineCount(refusedFile(root));
  const unreadable = new LineCount(unreadableFile(root));
  return async () => ({ refused: await refused.read(), unreadable: await unreadable.read() });
}

/**
 * Sets a row aside that the database will never take, beside the journals, for a person to look
 * at: it was answered, so it must not just vanish.
 */
export function setRowAside(root: string, row: RequestRow): void {
  appendNow(refusedFile(root), JSON.stringify(row) + "\n");
}

/** As `setRowAside`, of a line that cannot be read: whose it is cannot be said any more. */
export function setLineAside(root: string, line: string): void {
  appendNow(unreadableFile(root), line + "\n");
}

/** Sets refused rows of an instance that lives aside, each once, however often the rest that is due to them fails. */
export class RowsAside {
  /** Those of which the rest has not been done yet. */
  private readonly begun = new Set<string>();

  /** @param root where the journals lie */
  constructor(private readonly root: string) {}

  /** @param rest is done after it. @throws what that throws, or when the file cannot be written: to be tried again */
  add(row: RequestRow, rest: () => void): void {
    if (!this.begun.has(row.id)) {
      setRowAside(this.root, row);
      this.begun.add(row.id);
    }
    rest();
    this.begun.delete(row.id);
  }
}
