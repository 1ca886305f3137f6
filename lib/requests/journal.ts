import fs from "node:fs";
import path from "node:path";
import { APPEND, appendNow, readNow } from "@/db/no-follow";
import { OLD_SEGMENT, removeJournal, SEGMENT, segmentsIn } from "./journal-folder";
import { lineOf, type OnUnreadable, type RequestRow, rowsIn, rowsInJson } from "./row";

/** A new segment begins past this size, so that settled ones can be removed. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

interface Segment {
  dir: string;
  file: string;
  fd: number;
  bytes: number;
  /** Rows in it that are not in the database yet. */
  open: number;
}

/** Rows that were journaled, for the batch that takes them to the database. */
export interface Journaled {
  rows: readonly RequestRow[];
  /** The same rows as they were written, a line each. */
  lines: Buffer;
  /** Where they are, for `settle`. */
  segment: object;
}

/**
 * An append-only file of the rows that are not in the database yet. `append` is one synchronous
 * write: when it returns, the kernel has the rows, and SIGKILL of this process cannot lose them.
 * It is not synced to disk: a power cut may lose the last moments, as it would lose the answers.
 */
export class Journal {
  private segments: Segment[] = [];
  private sequence = 0;

  /**
   * @param dir a directory of this instance's own; created if missing
   * @param segmentBytes past this a new segment begins
   */
  constructor(
    private dir: string,
    private readonly segmentBytes = SEGMENT_BYTES,
  ) {
    this.openSegment();
  }

  private openSegment(): Segment {
    const { dir } = this;
    fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
    const file = path.join(dir, `${String(++this.sequence).padStart(8, "0")}${SEGMENT}`);
    const fd = fs.openSync(file, APPEND, 0o600);
    const segment = { dir, file, fd, bytes: 0, open: 0 };
    this.segments.push(segment);
    return segment;
  }

  /** Goes on in another directory; the old one goes when all of its rows are settled. */
  moveTo(dir: string): void {
    this.dir = dir;
    this.openSegment();
    this.settle(new Map());
  }

  /**
   * Writes rows; they are durable against a crash of this process when this returns.
   * @throws when they cannot be written whole (a full disk): none of them may be answered then
   */
  append(rows: readonly RequestRow[]): Journaled {
    let segment = this.segments[this.segments.length - 1]!;
    if (segment.bytes > this.segmentBytes) segment = this.openSegment();
    let text = "";
    for (const row of rows) text += lineOf(row);
    const lines = Buffer.from(text);
    try {
      if (fs.writeSync(segment.fd, lines) !== lines.length) {
        throw new Error("the request journal could not be written whole: is the disk full?");
      }
    } catch (error) {
      takeBack(segment);
      throw error;
    }
    segment.bytes += lines.length;
    segment.open += rows.length;
    return { rows, lines, segment };
  }

  /**
   * So many rows of these segments are in the database: what only held those can go, the oldest
   * first.
   */
  settle(settled: ReadonlyMap<object, number>): void {
    for (const segment of this.segments) segment.open -= settled.get(segment) ?? 0;
    for (;;) {
      const oldest = this.segments[0];
      if (!oldest || oldest.open > 0) return;
      if (this.segments.length === 1) {
        // Else a replay might come after retention has dropped these rows, and count them anew.
        if (oldest.bytes > 0) {
          fs.ftruncateSync(oldest.fd, 0);
          oldest.bytes = 0;
        }
        return;
      }
      this.segments.shift();
      fs.closeSync(oldest.fd);
      if (this.segments[0]!.dir === oldest.dir) fs.rmSync(oldest.file, { force: true });
      else removeJournal(oldest.dir);
    }
  }

  /** Closes, and removes every directory of which all rows are settled. */
  close(): void {
    const held = new Set(this.segments.filter(({ open }) => open > 0).map(({ dir }) => dir));
    for (const { fd, dir } of this.segments) {
      fs.closeSync(fd);
      if (!held.has(dir)) removeJournal(dir);
    }
    this.segments = [];
  }
}

/** Rows that could not be written whole were not answered: none of them may be read back later. */
function takeBack(segment: Segment): void {
  try {
    fs.ftruncateSync(segment.fd, segment.bytes);
  } catch {
    // A torn line would swallow the one after it: nothing more is written here.
    segment.bytes = Infinity;
  }
}

/** All rows that a journal left behind holds, oldest first. @param onUnreadable as of `rowsIn` */
export function readJournal(dir: string, onUnreadable?: OnUnreadable): RequestRow[] {
  return segmentsIn(dir).flatMap((name) => {
    const read = name.endsWith(OLD_SEGMENT) ? rowsInJson : rowsIn;
    return read(readNow(path.join(dir, name)), onUnreadable);
  });
}

/**
 * Sets a row aside that the database will never take, beside the journals, for a person to look
 * at: it was answered, so it must not just vanish.
 */
export function keepRefused(root: string, row: RequestRow): void {
  appendNow(path.join(root, "refused.jsonl"), JSON.stringify(row) + "\n");
}

/** As `keepRefused`, of a line that cannot be read: whose it is cannot be said any more. */
export function keepUnreadable(root: string, line: string): void {
  appendNow(path.join(root, "unreadable.rows"), line + "\n");
}
