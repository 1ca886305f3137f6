import fs from "node:fs";
import path from "node:path";
import { parseRow, type RequestRow } from "./row";

/** A new segment begins past this size, so that settled ones can be removed. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

interface Segment {
  file: string;
  fd: number;
  bytes: number;
  /** Rows in it that are not in the database yet. */
  open: number;
  /** Its last line was not written whole. */
  torn: boolean;
}

/**
 * An append-only file of the rows that are not in the database yet. `append` is one synchronous
 * write: when it returns, the kernel has the row, and SIGKILL of this process cannot lose it. It
 * is not synced to disk: a power cut may lose the last moments, as it would lose the answers.
 */
export class Journal {
  private segments: Segment[] = [];
  private sequence = 0;

  /** @param dir a directory of this instance's own; created if missing */
  constructor(private readonly dir: string) {
    fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.openSegment();
  }

  private openSegment(): Segment {
    const file = path.join(this.dir, `${String(++this.sequence).padStart(8, "0")}.jsonl`);
    const segment = { file, fd: fs.openSync(file, "a", 0o600), bytes: 0, open: 0, torn: false };
    this.segments.push(segment);
    return segment;
  }

  /**
   * Writes a row; it is durable against a crash of this process when this returns.
   * @throws when it cannot be written whole (a full disk): the request must not be answered then
   */
  append(row: RequestRow): void {
    let segment = this.segments[this.segments.length - 1]!;
    if (segment.bytes > SEGMENT_BYTES) segment = this.openSegment();
    // A torn line would swallow the one after it: that one ends it first, and replay skips it.
    const line = Buffer.from((segment.torn ? "\n" : "") + JSON.stringify(row) + "\n");
    const written = fs.writeSync(segment.fd, line);
    segment.torn = written !== line.length;
    if (segment.torn) {
      throw new Error("the request journal could not be written whole: is the disk full?");
    }
    segment.bytes += line.length;
    segment.open++;
  }

  /** The oldest `count` open rows are in the database: what only held those can go. */
  settle(count: number): void {
    let rest = count;
    while (rest > 0 && this.segments.length > 0) {
      const oldest = this.segments[0]!;
      const here = Math.min(rest, oldest.open);
      oldest.open -= here;
      rest -= here;
      if (oldest.open > 0) return;
      if (this.segments.length === 1) {
        if (oldest.bytes > SEGMENT_BYTES / 16) {
          fs.ftruncateSync(oldest.fd, 0);
          oldest.bytes = 0;
        }
        return;
      }
      this.segments.shift();
      fs.closeSync(oldest.fd);
      fs.rmSync(oldest.file, { force: true });
    }
  }

  /** Closes and, when every row is settled, removes it. */
  close(): void {
    const isSettled = this.segments.every((segment) => segment.open === 0);
    for (const segment of this.segments) fs.closeSync(segment.fd);
    this.segments = [];
    if (isSettled) fs.rmSync(this.dir, { recursive: true, force: true });
  }
}

/** All rows that a journal left behind holds, oldest first. */
export function readJournal(dir: string): RequestRow[] {
  const rows: RequestRow[] = [];
  for (const name of fs.readdirSync(dir).sort()) {
    if (!name.endsWith(".jsonl")) continue;
    for (const line of fs.readFileSync(path.join(dir, name), "utf8").split("\n")) {
      if (line === "") continue;
      const row = parseRow(line);
      if (row) rows.push(row);
    }
  }
  return rows;
}

/**
 * Sets a row aside that the database will never take, beside the journals, for a person to look
 * at: it was answered, so it must not just vanish.
 */
export function keepRefused(root: string, row: RequestRow): void {
  fs.appendFileSync(path.join(root, "refused.jsonl"), JSON.stringify(row) + "\n", { mode: 0o600 });
}
