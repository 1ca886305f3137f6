import fs from "node:fs";
import path from "node:path";
import { APPEND_AND_READ } from "@/db/no-follow";
import { removeJournal, SEGMENT } from "./folder";
import { JournalError, type JournalEvents, JournalHealth } from "./health";
import { isOwned, ownFolder } from "./owner";
import { isGone, readBack, type Segment, takeBack, writeWhole } from "./segment";
import { RefusedRows } from "./refused-rows";
import { type RequestRow, ROWS } from "./row";

/** A new segment begins past this size, so that settled ones can be removed. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

/** The first line of each segment: which columns its lines have. */
const HEAD = Buffer.from(ROWS.head);

/** What must still fit on the disk before requests are let in again. */
const ROOM = Buffer.alloc(64 * 1024, "\n");

const NO_LINES = Buffer.alloc(0);

/** Rows that were journaled, for the batch that takes them to the database. */
export interface Journaled {
  rows: readonly RequestRow[];
  /** The same rows as they were written, a line each. */
  lines: Buffer;
  /** Where they are, for `settle`. */
  segment: object;
}

const UNTOLD: JournalEvents = { onTrouble() {}, onOver() {}, onMadeAnew() {} };

/**
 * An append-only file of the rows that are not in the database yet. `append` is one synchronous
 * write: when it returns, the kernel has the rows, and SIGKILL of this process cannot lose them.
 * It is not synced to disk: a power cut may lose the last moments, as it would lose the answers.
 *
 * Whoever has it calls `lookAfter` every second: then files that somebody deletes are made again with what was in
 * them, and trouble ends by itself when its cause has.
 */
export class Journal {
  readonly health: JournalHealth;
  private segments: Segment[] = [];
  private sequence = 0;
  private readonly refused = new RefusedRows();

  /**
   * @param dir a directory of this instance's own; created if missing
   * @param segmentBytes past this a new segment begins
   * @throws when it cannot be made
   */
  constructor(
    private dir: string,
    private readonly segmentBytes = SEGMENT_BYTES,
    private readonly events: JournalEvents = UNTOLD,
    private readonly run: () => string | undefined = () => undefined,
  ) {
    this.health = new JournalHealth(events);
    this.openSegment();
  }

  private openSegment(): Segment {
    const { dir } = this;
    fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
    const { file, fd } = this.openFile(dir);
    const segment = { dir, file, fd, bytes: HEAD.length, isTorn: false, open: 0 };
    this.segments.push(segment);
    return segment;
  }

  /** Makes a file with its first line and these lines below it. @throws when it cannot; then there is none */
  private openFile(dir: string, lines: Buffer = NO_LINES): { file: string; fd: number } {
    const file = path.join(dir, `${String(++this.sequence).padStart(8, "0")}${SEGMENT}`);
    const fd = fs.openSync(file, APPEND_AND_READ, 0o600);
    try {
      writeWhole({ fd, bytes: 0 }, Buffer.concat([HEAD, lines]));
    } catch (error) {
      fs.closeSync(fd);
      fs.rmSync(file, { force: true });
      throw error;
    }
    return { file, fd };
  }

  /** What rows take in its files: 0 where none waits. */
  get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes - HEAD.length, 0);
  }

  /** Leased admissions that refused rows have spent, by key. */
  get spentByRefused(): ReadonlyMap<string, number> {
    return this.refused.spentByKey;
  }

  /**
   * Keeps a row that the database refuses until `forgetRefused`, also when its batch is settled.
   * @throws when it cannot be written: then it is not kept
   */
  keepRefused(row: RequestRow): void {
    this.refused.keep(this.dir, row);
  }

  /** This instance has ended, and what refused rows of it have spent is kept elsewhere. */
  forgetRefused(): void {
    this.refused.forget();
  }

  /**
   * Goes on in another directory; the old one goes when all of its rows are settled, and with it those that were
   * refused. @throws when it cannot
   */
  moveTo(dir: string): void {
    const before = this.dir;
    this.dir = dir;
    try {
      this.openSegment();
    } catch (error) {
      this.dir = before;
      throw error;
    }
    this.forgetRefused();
    this.settle(new Map());
  }

  /**
   * Writes rows; they are durable against a crash of this process when this returns.
   * @throws {JournalError} when they cannot be written whole (a full disk): none of them may be answered then
   */
  append(rows: readonly RequestRow[]): Journaled {
    let text = "";
    for (const row of rows) text += ROWS.lineOf(row);
    const lines = Buffer.from(text);
    try {
      const segment = this.segmentToWrite();
      writeWhole(segment, lines);
      segment.bytes += lines.length;
      segment.open += rows.length;
      return { rows, lines, segment };
    } catch (error) {
      this.health.failed(error);
      throw new JournalError(`the request journal cannot be written: ${this.health.trouble}`, {
        cause: error,
      });
    }
  }

  private segmentToWrite(): Segment {
    const last = this.segments[this.segments.length - 1]!;
    if (!last.isTorn && last.bytes <= this.segmentBytes) return last;
    try {
      return this.openSegment();
    } catch (error) {
      // A torn line would swallow the one after it; a file that is too long is only that.
      if (last.isTorn) throw error;
      return last;
    }
  }

  /**
   * So many rows of these segments are in the database: what only held those can go, the oldest
   * first.
   */
  settle(settled: ReadonlyMap<object, number>): void {
    for (const segment of this.segments) segment.open -= settled.get(segment) ?? 0;
    try {
      this.removeSettled();
    } catch (error) {
      // It is tried again. Rows that are read back although they were settled are known by their id.
      this.health.failed(error);
    }
  }

  private removeSettled(): void {
    for (;;) {
      const oldest = this.segments[0];
      if (!oldest || oldest.open > 0) return;
      if (this.segments.length === 1) {
        // Else a replay might come after retention has dropped these rows, and count them anew.
        if (oldest.bytes > HEAD.length) {
          fs.ftruncateSync(oldest.fd, HEAD.length);
          oldest.bytes = HEAD.length;
          oldest.isTorn = false;
        }
        return;
      }
      if (this.segments[1]!.dir === oldest.dir) fs.rmSync(oldest.file, { force: true });
      else removeJournal(oldest.dir);
      this.segments.shift();
      fs.closeSync(oldest.fd);
    }
  }

  /** Sees that all files are there and can be written, and mends what is not. Never throws. */
  lookAfter(): void {
    try {
      for (const dir of new Set(this.segments.map((each) => each.dir))) {
        mendFolder(dir, this.run());
      }
      const gone = new Set(this.segments.filter(isGone));
      for (const segment of gone) this.putBack(segment);
      const rowsIn = (dir: string) =>
        [...gone].reduce((sum, each) => sum + (each.dir === dir ? each.open : 0), 0);
      for (const dir of new Set([...gone].map((each) => each.dir))) {
        this.events.onMadeAnew(dir, rowsIn(dir));
      }
      this.refused.lookAfter();
      this.removeSettled();
      if (this.health.trouble !== null) this.seeThatThereIsRoom();
      this.health.isWell();
    } catch (error) {
      this.health.failed(error);
    }
  }

  /** Its file was deleted, or another lies in its place; what was in it can still be read. */
  private putBack(segment: Segment): void {
    const lines = readBack(segment).subarray(HEAD.length);
    const { file, fd } = this.openFile(segment.dir, lines);
    fs.closeSync(segment.fd);
    Object.assign(segment, { file, fd, bytes: HEAD.length + lines.length, isTorn: false });
  }

  /** Writes empty lines, which are no rows, and takes them back. */
  private seeThatThereIsRoom(): void {
    for (const segment of this.segments) if (segment.isTorn) takeBack(segment);
    const segment = this.segmentToWrite();
    writeWhole(segment, ROOM);
    takeBack(segment);
  }

  /** Closes its files and leaves all as it lies, as the system does for a process that is killed. */
  abandon(): void {
    this.refused.close();
    for (const { fd } of this.segments) fs.closeSync(fd);
    this.segments = [];
  }

  /** Closes, and removes every directory of which all rows are settled and none that was refused is kept. */
  close(): void {
    const held = new Set(this.segments.filter(({ open }) => open > 0).map(({ dir }) => dir));
    if (this.refused.dir !== null) held.add(this.refused.dir);
    this.refused.close();
    for (const { fd, dir } of this.segments) {
      fs.closeSync(fd);
      if (!held.has(dir)) removeJournal(dir);
    }
    this.segments = [];
  }
}

/** Makes a journal's folder, its mark or the right to write there again, where they are missing. */
function mendFolder(dir: string, run: string | undefined): void {
  for (const folder of [path.dirname(dir), dir]) refuseLink(folder);
  if (!isOwned(dir)) ownFolder(dir, run);
  try {
    fs.accessSync(dir, WRITABLE);
  } catch (error) {
    // It is ours; on a file system that is read-only this fails, too.
    try {
      fs.chmodSync(dir, 0o700);
    } catch {
      throw error;
    }
    fs.accessSync(dir, WRITABLE);
  }
}

/** Nobody reads a journal behind a link back: its rows would be gone with this process. */
function refuseLink(folder: string): void {
  if (!fs.lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw Object.assign(new Error(`${folder} is a symbolic link`), { code: "ELOOP" });
}

const WRITABLE = fs.constants.W_OK | fs.constants.X_OK;
