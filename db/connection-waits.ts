/** How long statements and transactions of a process had to wait until a connection was theirs. */
export interface WaitFigures {
  /** So many wait now. */
  waiting: number;
  /** For how long the one of these has waited that has waited longest, milliseconds. */
  longestForMs: number;
  /** So many had to wait since the process began. */
  waits: number;
  /** What all of these waited together, milliseconds. */
  waitedMs: number;
}

/** What is quicker is no wait: a statement is sent a few turns of the event loop after it was asked. */
const WAIT_MS = 5;

/** One that waits, until it has a connection or is given up. */
export interface Wait {
  /** Twice does no harm. */
  end(): void;
}

/** Waits for connections, of several pools together. */
export class ConnectionWaits {
  private readonly under = new Map<Wait, number>();
  private waits = 0;
  private waitedMs = 0;

  /** @param now milliseconds of a clock that is never set */
  constructor(private readonly now: () => number = () => performance.now()) {}

  begin(): Wait {
    const wait: Wait = { end: () => this.end(wait) };
    this.under.set(wait, this.now());
    return wait;
  }

  private end(wait: Wait): void {
    const sinceMs = this.under.get(wait);
    if (sinceMs === undefined) return;
    this.under.delete(wait);
    const waitedMs = this.now() - sinceMs;
    if (waitedMs < WAIT_MS) return;
    this.waits++;
    this.waitedMs += waitedMs;
  }

  figures(): WaitFigures {
    const nowMs = this.now();
    const waiting = [...this.under.values()].filter((sinceMs) => nowMs - sinceMs >= WAIT_MS);
    return {
      waiting: waiting.length,
      longestForMs: waiting.reduce((longest, sinceMs) => Math.max(longest, nowMs - sinceMs), 0),
      waits: this.waits,
      waitedMs: this.waitedMs,
    };
  }
}

const OF_THE_PROCESS = Symbol.for("latchkey.connection-waits");

/** Those of all pools of this process: Next.js loads this file several times. */
export function connectionWaits(): ConnectionWaits {
  const kept = globalThis as { [OF_THE_PROCESS]?: ConnectionWaits };
  return (kept[OF_THE_PROCESS] ??= new ConnectionWaits());
}
