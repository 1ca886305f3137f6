import { addRow, type KeySums, noSums } from "./key-sums";
import type { RequestRow } from "../journal/row";

const FIRST_BYTES = 4 * 1024;

/** Keys whose rows somebody waits for, or all of them. */
export type Wanted = ReadonlySet<string> | "all";

/**
 * Rows of some of the keys that wait for the database: their lines as they were journaled, and what
 * they add to counters. The rows themselves are not kept: thousands of them would age in memory
 * together.
 */
export class Shard {
  rows = 0;
  readonly byKey = new Map<string, KeySums>();
  /** How many of its rows each segment of the journal holds. */
  readonly journaled = new Map<object, number>();
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private length = 0;

  /**
   * @param firstRow number of its first row among all that ever were queued
   * @param sinceMs when that came, by `performance.now()`
   */
  constructor(
    readonly firstRow: number,
    readonly sinceMs: number,
  ) {}

  /**
   * @param lines where the row's line lies from `start` to `end`
   * @param segment of the journal
   */
  add(row: RequestRow, lines: Buffer, start: number, end: number, segment: object): void {
    const { keyId } = row;
    let sums = this.byKey.get(keyId);
    if (!sums) this.byKey.set(keyId, (sums = noSums(row.accountId, keyId)));
    addRow(sums, row);
    this.rows++;
    this.journaled.set(segment, (this.journaled.get(segment) ?? 0) + 1);
    const length = this.length + end - start;
    if (length > this.bytes.length) this.grow(length);
    lines.copy(this.bytes, this.length, start, end);
    this.length = length;
  }

  hasAny(wanted: Wanted): boolean {
    if (wanted === "all") return true;
    for (const keyId of wanted) if (this.byKey.has(keyId)) return true;
    return false;
  }

  /** Keys of an account that have rows in it. */
  *keysOf(accountId: string): Iterable<string> {
    for (const sums of this.byKey.values()) if (sums.accountId === accountId) yield sums.keyId;
  }

  private grow(atLeast: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(atLeast, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  get lines(): Buffer {
    return this.bytes.subarray(0, this.length);
  }
}
