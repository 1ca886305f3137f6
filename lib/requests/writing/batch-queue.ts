import { Batch } from "./batch";
import type { Journaled } from "../journal/journal";
import { Shard, type Wanted } from "./shard";

/** What is put into one transaction, and how long a row may wait for others of its key. */
export interface BatchLimits {
  rows: number;
  keys: number;
  lateMs: number;
}

const LIMITS: BatchLimits = { rows: 4_000, keys: 500, lateMs: 4_000 };

/** Keys are told apart by the last digit of their id, which is random. */
const SHARDS = 16;
const placeOf = (keyId: string) => (parseInt(keyId.slice(-1), 16) || 0) % SHARDS;

const LINE_FEED = 0x0a;

const NOBODY: Wanted = new Set();

/**
 * Rows that wait for the database. A key in a batch costs as much as several rows: its counters
 * stand in six tables. So where very many keys are busy at once, a batch takes a part of the keys
 * with all that waits of them, and the others go on gathering rows until it is their turn.
 */
export class BatchQueue {
  /** Rows that wait. */
  rows = 0;
  private queued = 0;
  /** By the last digit of the key's id; null where nothing waits. */
  private readonly open = Array<Shard | null>(SHARDS).fill(null);
  /** Those that may not grow further, the oldest first. */
  private readonly full: Shard[] = [];

  constructor(private readonly limits: BatchLimits = LIMITS) {}

  /** Number of the next row among all that ever were queued. */
  get nextRow(): number {
    return this.queued;
  }

  /** Number of the oldest row that waits beside those of `wanted`, or of the next where none does. */
  oldestRow(wanted: Wanted = "all"): number {
    const meant = this.waiting().filter((shard) => shard.hasAny(wanted));
    return Math.min(this.queued, ...meant.map((shard) => shard.firstRow));
  }

  /** When the oldest row that waits came, by `performance.now()`; Infinity where none does. */
  get sinceMs(): number {
    return Math.min(...this.waiting().map((shard) => shard.sinceMs));
  }

  /** Keys of an account that have rows which wait. */
  keysOf(accountId: string): string[] {
    return this.waiting().flatMap((shard) => [...shard.keysOf(accountId)]);
  }

  private waiting(): Shard[] {
    return [...this.full, ...this.inTurn()];
  }

  add({ rows, lines, segment }: Journaled): void {
    const nowMs = performance.now();
    let start = 0;
    for (const row of rows) {
      // Within a line there is none: it is escaped.
      const end = lines.indexOf(LINE_FEED, start) + 1;
      const place = placeOf(row.keyId);
      const shard = (this.open[place] ??= new Shard(this.queued, nowMs));
      shard.add(row, lines, start, end, segment);
      if (shard.rows >= this.limits.rows) {
        this.full.push(shard);
        this.open[place] = null;
      }
      this.queued++;
      start = end;
    }
    this.rows += rows.length;
  }

  /** Whether the next batch is as large as it may be: it would gain nothing from waiting. */
  isDue(): boolean {
    if (this.full.length > 0) return true;
    if (this.rows < this.limits.rows) return false;
    const next = this.choose(this.inTurn(), NOBODY);
    return next.reduce((rows, shard) => rows + shard.rows, 0) * 2 >= this.limits.rows;
  }

  /** Whether rows have waited for long enough for others of their keys. */
  isLate(): boolean {
    const [oldest] = this.inTurn();
    return oldest !== undefined && performance.now() - oldest.sinceMs > this.limits.lateMs;
  }

  private inTurn(): Shard[] {
    const waiting = this.open.filter((shard) => shard !== null);
    return waiting.sort((a, b) => a.firstRow - b.firstRow);
  }

  /**
   * Takes the next batch out: what has waited longest, and with it as much as goes together well.
   * Open shards with keys that somebody waits for come first, as many as the batch's rows allow.
   *
   * @returns null where nothing waits
   */
  take(wanted: Wanted = NOBODY): Batch | null {
    const inTurn = this.inTurn();
    const [oldest] = inTurn;
    const [full] = this.full;
    if (full && (!oldest || full.firstRow < oldest.firstRow)) {
      this.full.shift();
      return this.batchOf([full]);
    }
    if (!oldest) return null;
    // What came after a full shard may be of its keys, whose rows keep their order.
    const mayGo = full ? inTurn.filter((shard) => shard.firstRow < full.firstRow) : inTurn;
    const taken = this.choose(wantedFirst(mayGo, wanted), wanted);
    for (const shard of taken) this.open[this.open.indexOf(shard)] = null;
    return this.batchOf(taken);
  }

  /** Of shards, those that go into one batch. */
  private choose(inTurn: readonly Shard[], wanted: Wanted): Shard[] {
    const { limits } = this;
    const lateSinceMs = performance.now() - limits.lateMs;
    const chosen: Shard[] = [];
    let rows = 0;
    let keys = 0;
    for (const shard of inTurn) {
      if (chosen.length > 0 && rows + shard.rows > limits.rows) break;
      if (keys >= limits.keys && !shard.hasAny(wanted) && shard.sinceMs > lateSinceMs) continue;
      chosen.push(shard);
      rows += shard.rows;
      keys += shard.byKey.size;
    }
    return chosen;
  }

  private batchOf(shards: readonly Shard[]): Batch {
    const batch = new Batch(shards);
    this.rows -= batch.rows;
    return batch;
  }
}

function wantedFirst(shards: readonly Shard[], wanted: Wanted): Shard[] {
  const isWanted = (shard: Shard) => shard.hasAny(wanted);
  return [...shards.filter(isWanted), ...shards.filter((shard) => !isWanted(shard))];
}
