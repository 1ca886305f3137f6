import { databaseError } from "@/lib/storage/database-error";
import { withDeadline } from "@/lib/time/deadline";
import { Batch } from "./batch";
import { type BatchLimits, BatchQueue } from "./batch-queue";
import type { Journaled } from "../journal/journal";
import type { RequestRow } from "../journal/row";
import type { RowStore, Writing } from "../store";
import type { Wanted } from "./shard";

/** How long the first row of a batch waits for company; whoever reads the log does not wait. */
const LINGER_MS = 200;
const FLUSH_DEADLINE_MS = 20_000;
const RETRY_MS = [50, 100, 250, 500, 1_000, 2_000];

/** The two ways in which rows get into PostgreSQL. */
type Copies = Pick<RowStore, "copy" | "copyMissing">;

/** Others who write the same rows at the same time, as two who replay one journal, are waited for so often. */
const MOST_TRIES = 3;

/**
 * Puts rows into PostgreSQL that may be there already.
 * @throws what PostgreSQL says of them, and DeadlineError
 */
export async function writeRows(
  store: Copies,
  by: Writing,
  rows: readonly RequestRow[],
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      const copied = store.copyMissing(by, rows, (missing) => Batch.of(missing).forCopy());
      return await withDeadline(copied, FLUSH_DEADLINE_MS, "writing log rows");
    } catch (error) {
      if (!isThere(error) || tries === MOST_TRIES) throw error;
    }
  }
}

/** unique_violation (PostgreSQL, appendix A): somebody else has written a row since we asked. */
const isThere = (error: unknown): boolean => databaseError(error).code === "23505";

/** The server refuses the data itself (classes 22 and 23): trying again would not help. */
function isDataError(error: unknown): boolean {
  return /^(22|23)/.test(databaseError(error).code) && !isThere(error);
}

/** The server gave up on a statement that took it too long: a smaller one may do. */
function isTooSlow(error: unknown): boolean {
  return databaseError(error).code === "57014";
}

/**
 * Puts rows into PostgreSQL that may be there already, and of which it may never take one: a batch that it refuses is
 * halved until the row at fault stands alone. So is one that takes it too long.
 */
export async function writeRowsOrRefuse(
  store: Copies,
  by: Writing,
  rows: readonly RequestRow[],
  onRefused: WriterEvents["onRefused"],
): Promise<void> {
  try {
    await writeRows(store, by, rows);
  } catch (error) {
    const isRefused = isDataError(error);
    if (!isRefused && (!isTooSlow(error) || rows.length === 1)) throw error;
    if (rows.length === 1) return onRefused(rows[0]!, error);
    const middle = rows.length >>> 1;
    await writeRowsOrRefuse(store, by, rows.slice(0, middle), onRefused);
    await writeRowsOrRefuse(store, by, rows.slice(middle), onRefused);
  }
}

export interface WriterEvents {
  /** A batch is done with. */
  onSettled(batch: Batch): void;
  /** A row that the database will never take; it must be kept elsewhere. */
  onRefused(row: RequestRow, error: unknown): void;
  onError(error: unknown): void;
  /** False while the database is not to be written to: rows wait. */
  mayWrite?(): boolean;
}

/** Whose rows one may wait for, where it is not all of them. */
export type Whose = { keyId: string } | { accountId: string };

/** Somebody who waits until these rows before `upTo` are in the database. */
interface Waiter {
  upTo: number;
  wanted: Wanted;
  resolve: () => void;
}

/**
 * Moves rows from the queue into PostgreSQL, those of one key in the order in which they came. A
 * failure is tried again for ever: the rows are in the journal, and nothing is given up.
 */
export class RequestWriter {
  private readonly queue: BatchQueue;
  /** Taken out of the queue, and not known to be in the database yet. */
  private underWay: Batch | null = null;
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private failures = 0;
  private abandoned = false;
  private waiting: Waiter[] = [];
  /** Rows under way that were set aside in an attempt which then failed otherwise. */
  private readonly setAside = new Set<string>();

  constructor(
    private readonly store: Copies,
    private readonly by: () => Writing,
    private readonly events: WriterEvents,
    limits?: BatchLimits,
  ) {
    this.queue = new BatchQueue(limits);
  }

  /** Rows that are not in the database yet. */
  get backlog(): number {
    return this.queue.rows + (this.underWay?.rows ?? 0);
  }

  /** For how long the oldest row that is not in the database yet has waited, milliseconds; 0 where none does. */
  oldestForMs(nowMs = performance.now()): number {
    const sinceMs = Math.min(this.queue.sinceMs, this.underWay?.sinceMs ?? Infinity);
    return Math.max(0, nowMs - Math.min(nowMs, sinceMs));
  }

  private isSettled({ upTo, wanted }: Omit<Waiter, "resolve">): boolean {
    const { queue, underWay } = this;
    const isUnderWay = underWay !== null && underWay.oldestRow < upTo && underWay.hasAny(wanted);
    return !isUnderWay && queue.oldestRow(wanted) >= upTo;
  }

  /** What anybody waits for. */
  private wanted(): Wanted {
    const together = new Set<string>();
    for (const { wanted } of this.waiting) {
      if (wanted === "all") return "all";
      for (const keyId of wanted) together.add(keyId);
    }
    return together;
  }

  /** The keys of which rows are not in the database yet. */
  private wantedOf(whose: Whose | undefined): Wanted {
    if (whose === undefined) return "all";
    if ("keyId" in whose) return new Set([whose.keyId]);
    const { accountId } = whose;
    return new Set([...(this.underWay?.keysOf(accountId) ?? []), ...this.queue.keysOf(accountId)]);
  }

  enqueue(journaled: Journaled): void {
    this.queue.add(journaled);
    if (this.flushing || this.failures > 0) return;
    if (this.queue.isDue()) this.flushNow();
    else this.timer ??= setTimeout(() => this.flushNow(), LINGER_MS);
  }

  private flushNow(): void {
    this.flushing ??= this.occupy(this.flushBatch());
  }

  /** No batch is begun before `work` is done; what then waits is seen to after it. */
  private occupy(work: Promise<void>): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return work.finally(() => {
      this.flushing = undefined;
      this.waiting = this.waiting.filter((waiter) => {
        if (!this.isSettled(waiter)) return true;
        waiter.resolve();
        return false;
      });
      if (this.abandoned) return;
      if (this.backlog > 0) this.timer = setTimeout(() => this.flushNow(), this.pauseMs());
    });
  }

  private pauseMs(): number {
    if (this.failures > 0) return RETRY_MS[Math.min(this.failures, RETRY_MS.length) - 1]!;
    const { queue } = this;
    return this.waiting.length > 0 || queue.isDue() || queue.isLate() ? 0 : LINGER_MS;
  }

  private async flushBatch(): Promise<void> {
    const batch = (this.underWay ??= this.queue.take(this.wanted()));
    if (!batch) return;
    if (this.events.mayWrite?.() === false) {
      // As after a failure: what is in the database by then is not known.
      this.failures++;
      return;
    }
    try {
      // Only a first attempt may copy: whether a failed one was kept after all is not known.
      if (this.failures === 0) await this.copy(batch);
      else await this.write(batch);
    } catch (error) {
      this.failures++;
      this.events.onError(error);
      return;
    }
    this.failures = 0;
    this.setAside.clear();
    this.underWay = null;
    try {
      this.events.onSettled(batch);
    } catch (error) {
      // The rows are in the database all the same.
      this.events.onError(error);
    }
  }

  private copy(batch: Batch): Promise<void> {
    const copied = this.store.copy(this.by(), batch.forCopy());
    return withDeadline(copied, FLUSH_DEADLINE_MS, "copying log rows");
  }

  private async write(batch: Batch): Promise<void> {
    const rows = batch.readBack().filter(({ id }) => !this.setAside.has(id));
    if (rows.length === 0) return;
    const refused = (row: RequestRow, error: unknown) => {
      this.events.onRefused(row, error);
      // Only now: where it could not be kept it is tried again.
      this.setAside.add(row.id);
    };
    await writeRowsOrRefuse(this.store, this.by(), rows, refused);
  }

  /**
   * Runs `work` while no row is on its way to the database; not at all while it is unknown whether
   * a batch is there. @throws what `work` throws
   */
  async betweenBatches(work: () => Promise<void>): Promise<void> {
    while (this.flushing) await this.flushing;
    if (this.failures > 0) return;
    const done = work();
    this.flushing = this.occupy(done.catch(() => {}));
    await done;
  }

  /** Tries no more: what is not in the database is left to the journal. */
  abandon(): void {
    this.abandoned = true;
    clearTimeout(this.timer);
  }

  /**
   * Puts what is queued by now into the database at once, and waits for it no longer than `atMostMs`:
   * for readers who would rather see a moment less than nothing.
   *
   * @param whose rows alone, where others do not matter
   */
  async settle(atMostMs: number, whose?: Whose): Promise<void> {
    // Only the deadline can reject it.
    await withDeadline(this.drain(whose), atMostMs, "writing log rows").catch(() => {});
  }

  /** Resolves when every row that was queued by now is in the database. @param whose rows alone */
  async drain(whose?: Whose): Promise<void> {
    const upTo = this.queue.nextRow;
    const wanted = this.wantedOf(whose);
    if (this.isSettled({ upTo, wanted })) return;
    await new Promise<void>((resolve) => {
      this.waiting.push({ upTo, wanted, resolve });
      if (!this.flushing && this.failures === 0) this.flushNow();
    });
  }
}
