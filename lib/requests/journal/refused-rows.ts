import fs from "node:fs";
import path from "node:path";
import { APPEND_AND_READ } from "@/db/no-follow";
import { SEGMENT } from "./folder";
import { type RequestRow, ROWS } from "./row";
import { isGone, readBack, type Segment, takeBack, writeWhole } from "./segment";

/**
 * The file of a journal in which the refused rows of an instance stay until it ends. Its name is that of a segment, and
 * comes before all others: an older program reads it as one, has the rows refused once more, and so keeps their leases.
 */
const NAME = `00000000${SEGMENT}`;

export const isOfRefusedRows = (name: string): boolean => name === NAME;

/**
 * Rows of a live instance that the database refuses. Their batch is settled, and so their lines in the journal go. But what
 * they have spent is in no log, and must stay leased when the instance ends, whichever way it does. So each is
 * written into a file of its own first, which lies in the journal until the instance's leases are dealt with.
 */
export class RefusedRows {
  private segment: Segment | null = null;
  /** Another process may have them by now. */
  private isClosed = false;
  private readonly spent = new Map<string, number>();

  /** The folder of the journal in which they lie; null: there is none. */
  get dir(): string | null {
    return this.segment?.dir ?? null;
  }

  /** Leased admissions that they have spent, by key. */
  get spentByKey(): ReadonlyMap<string, number> {
    return this.spent;
  }

  /**
   * Keeps a row; it is durable against a crash of this process when this returns.
   * @param dir of the journal
   * @throws when it cannot be written whole: then it is not kept
   */
  keep(dir: string, row: RequestRow): void {
    if (this.isClosed) throw new Error("the journal is closed");
    const segment = (this.segment ??= begin(dir));
    if (segment.isTorn) takeBack(segment);
    if (segment.isTorn) throw new Error(`${segment.file} has half a line that cannot be removed`);
    const line = Buffer.from(ROWS.lineOf(row));
    writeWhole(segment, line);
    segment.bytes += line.length;
    if (row.leased) this.spent.set(row.keyId, (this.spent.get(row.keyId) ?? 0) + 1);
  }

  /** Makes the file again where somebody has deleted it. @throws when it cannot */
  lookAfter(): void {
    const { segment } = this;
    if (segment === null || !isGone(segment)) return;
    const fresh = begin(segment.dir, readBack(segment));
    fs.closeSync(segment.fd);
    this.segment = fresh;
  }

  /** The leases that they spent are dealt with: their file may go with the journal. */
  forget(): void {
    this.letGo();
    this.spent.clear();
  }

  /** Leaves the file to whoever reads the journal next. */
  close(): void {
    this.isClosed = true;
    this.letGo();
  }

  private letGo(): void {
    if (this.segment !== null) fs.closeSync(this.segment.fd);
    this.segment = null;
  }
}

function begin(dir: string, bytes: Buffer = Buffer.from(ROWS.head)): Segment {
  const file = path.join(dir, NAME);
  // The name is ours: what somebody has put in its place is none of our rows.
  fs.rmSync(file, { force: true });
  const fd = fs.openSync(file, APPEND_AND_READ, 0o600);
  try {
    writeWhole({ fd, bytes: 0 }, bytes);
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
  return { dir, file, fd, bytes: bytes.length, isTorn: false, open: 0 };
}
