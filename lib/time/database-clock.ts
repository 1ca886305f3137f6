/**
 * The database's clock, kept without asking it each time: a monotonic local reading plus an
 * offset that heartbeats measure. Only the database's clock decides windows, so this is an upper
 * bound (the database may have read its clock as early as the moment we asked, and ours may run
 * slower than its): a request is never dated earlier than it was, and so never leaves a window
 * early. It is late by a round trip and some ten milliseconds at most.
 */
export class DatabaseClock {
  /** Add to performance.now() to get Unix milliseconds of the database, as of the sample. */
  private offsetMs = Date.now() - performance.now();
  private best = { roundTripMs: Infinity, takenAt: -Infinity };

  private last = 0;

  /**
   * Unix milliseconds by the database's clock, with a fraction. Each is later than the one before, so that requests keep
   * the order in which they came; only a database's clock that is set back is followed back.
   */
  now(): number {
    const now = this.at(performance.now());
    const isBehind = now <= this.last && this.last - now < MOST_HELD_MS;
    return (this.last = isBehind ? this.last + TICK_MS : now);
  }

  private at(local: number): number {
    const { takenAt } = this.best;
    if (takenAt === -Infinity) return local + this.offsetMs;
    return local + this.offsetMs + Math.max(0, local - takenAt) * MAX_DRIFT;
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
    // The database's clock was set ahead: what we say is no upper bound any more.
    const isRefuted = this.at(answeredAt) < databaseMs;
    if (!isBetter && !isStale && !isRefuted) return;
    this.best = { roundTripMs, takenAt: askedAt };
    this.offsetMs = databaseMs - askedAt;
  }
}

/** A better sample sets it back by less: by what the one before was late. */
const MOST_HELD_MS = 1_000;
/** Small, and more than the smallest part of a Unix millisecond that a number can hold. */
const TICK_MS = 0.001;
/** After this long even the best sample gives way, so that drift and clock changes are followed. */
const SAMPLE_LIFE_MS = 10_000;
/** The kernel slews a clock by 500 millionths at most, and both may be slewed. */
const MAX_DRIFT = 0.001;
