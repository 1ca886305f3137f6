import type { Pressure } from "@/lib/process/loop-pressure";

/** A process that keeps what is due waiting for longer than this has more to do than it can. */
const TOO_LONG_MS = 300;
/** As long as that it should be at most. */
const AIM_MS = 200;
/** One that is busy for more of its time than this has no time for more requests. */
const BUSY = 0.8;
const MORE = 1.5;

/**
 * How many requests a process may have at once, as it keeps up with them: where even the quickest moment of a while was
 * too slow, as many as it would have kept up with, which is less in proportion; half as many again where it had time left
 * and the places were needed. So requests that wait for something
 * else (a slow service, a stream) take nothing from others, and requests that wait for the processor are refused before
 * they wait for a second.
 *
 * Additive increase and multiplicative decrease after Chiu and Jain (1989), with both in proportion; that the least delay
 * of a while tells of a standing queue is CoDel's (RFC 8289, section 3.2). That no delay is seen does not mean that more
 * can be done: requests come in bursts, and between two of them a busy process looks quick.
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
   * @param pressure how the process got on in a while
   * @param underWay how many requests it has
   */
  adapt({ leastDelayMs, utilization }: Pressure, underWay: number): void {
    const { least, start, most } = this.bounds;
    if (leastDelayMs > TOO_LONG_MS) {
      const keptUpWith = Math.floor(Math.min(this.limit, underWay) * (AIM_MS / leastDelayMs));
      this.limit = Math.max(least, keptUpWith);
    } else if (utilization < BUSY) {
      // Nobody needs them now: as many as at first are enough for a crowd that comes at once.
      const enough = underWay * 2 >= this.limit ? most : start;
      this.limit = Math.max(this.limit, Math.min(enough, Math.ceil(this.limit * MORE)));
    }
  }
}
