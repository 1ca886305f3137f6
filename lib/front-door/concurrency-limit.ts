/** A process that keeps what is due waiting for longer than this has more to do than it can. */
const TOO_LONG_MS = 300;
/** As long as that it should be at most. */
const AIM_MS = 200;
/** One that is quicker than this can take more. */
const QUICK_MS = TOO_LONG_MS / 2;
const MORE = 1.5;

/**
 * How many requests a process may have at once, as it keeps up with them: where even the quickest moment of a while was
 * too slow, as many as it would have kept up with, which is less in proportion; half as many again where it was quick and
 * the places were needed. So requests that wait for something
 * else (a slow service, a stream) take nothing from others, and requests that wait for the processor are refused before
 * they wait for a second.
 *
 * Additive increase and multiplicative decrease after Chiu and Jain (1989), with both in proportion; that the least delay
 * of a while tells of a standing queue is CoDel's (RFC 8289, section 3.2).
 */
export class ConcurrencyLimit {
  private limit: number;

  constructor(private readonly bounds: { least: number; start: number; most: number }) {
    this.limit = bounds.start;
  }

  get current(): number {
    return this.limit;
  }

  /**
   * @param delayMs the least by which the process was late in a while
   * @param underWay how many requests it has
   */
  adapt(delayMs: number, underWay: number): void {
    const { least, most } = this.bounds;
    if (delayMs > TOO_LONG_MS) {
      const keptUpWith = Math.floor(Math.min(this.limit, underWay) * (AIM_MS / delayMs));
      this.limit = Math.max(least, keptUpWith);
    } else if (delayMs < QUICK_MS && underWay * 2 >= this.limit) {
      this.limit = Math.min(most, Math.ceil(this.limit * MORE));
    }
  }
}
