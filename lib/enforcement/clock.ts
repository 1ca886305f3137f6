/**
 * The database's clock, kept without asking it each time: a monotonic local reading plus an
 * offset that heartbeats measure. Only the database's clock decides windows, so the offset is an
 * upper bound (the database may have read its clock as early as the moment we asked): a request
 * is never dated earlier than it was, and so never leaves a window early. The error is one
 * round trip at most.
 */
export class DatabaseClock {
  /** Add to performance.now() to get Unix milliseconds of the database. */
  private offsetMs = Date.now() - performance.now();
  private best = { roundTripMs: Infinity, takenAt: -Infinity };

  /** Unix milliseconds by the database's clock. */
  now(): number {
    return performance.now() + this.offsetMs;
  }

  /**
   * Takes a sample in.
   * @param askedAt performance.now() before the question
   * @param answeredAt performance.now() after the answer
   * @param databaseMs what the database's clock said, Unix milliseconds
   */
  sample(askedAt: number, answeredAt: number, databaseMs: number): void {
    const roundTripMs = answeredAt - askedAt;
    const isBetter = roundTripMs <= this.best.roundTripMs;
    const isStale = answeredAt - this.best.takenAt > SAMPLE_LIFE_MS;
    if (!isBetter && !isStale) return;
    this.best = { roundTripMs, takenAt: answeredAt };
    this.offsetMs = databaseMs - askedAt;
  }
}

/** After this long even the best sample gives way, so that drift and clock changes are followed. */
const SAMPLE_LIFE_MS = 30_000;
