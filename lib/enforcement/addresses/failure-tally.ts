import { DeadlineError } from "@/lib/time/deadline";

/** An address that reaches the limit over all instances is to be blocked everywhere within a second. */
const SEND_MS = 250;
/** Between tries while the database does not take them. */
const RETRY_MS = 1_000;
/** What one statement counts in a few milliseconds. */
const MAX_SENT = 500;
/** Addresses that may wait. Past it newcomers are counted by this instance alone. */
const MAX_WAITING = 10_000;
/** After a send there is room again: a flood must not keep out who fails more than once. */
const MAX_KEPT = MAX_WAITING / 2;

interface Waiting {
  failures: number;
  /** Of the first of them; by `performance.now()`. */
  sinceMs: number;
}

/**
 * Gathers failed authentications by address and hands them on a few times a second, so that a failure costs
 * its request nothing. Under a flood from many addresses those with the most failures go first, and the
 * database gets no more than MAX_SENT of them every SEND_MS.
 */
export class FailureTally {
  private waiting = new Map<string, Waiting>();
  private underWay: ReadonlyMap<string, number> = new Map();
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  /**
   * @param deliver counts failures by address for all instances
   * @param keptMs a failure that could not be handed on for so long is of no use any more
   */
  constructor(
    private readonly deliver: (failures: ReadonlyMap<string, number>) => Promise<void>,
    private readonly keptMs: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Addresses that wait to be handed on. */
  get size(): number {
    return this.waiting.size;
  }

  /** Whether the other instances may not know all failures of an address yet. */
  holds(ip: string): boolean {
    return this.waiting.has(ip) || this.underWay.has(ip);
  }

  /** Counts one failure. */
  add(ip: string): void {
    const known = this.waiting.get(ip);
    if (known) known.failures++;
    else if (this.waiting.size < MAX_WAITING) {
      this.waiting.set(ip, { failures: 1, sinceMs: performance.now() });
    }
    this.schedule(SEND_MS);
  }

  private schedule(afterMs: number): void {
    if (this.timer || this.isStopped || this.underWay.size > 0) return;
    this.timer = setTimeout(() => void this.send(), afterMs);
    this.timer.unref();
  }

  private async send(): Promise<void> {
    this.timer = undefined;
    const batch = this.take();
    this.underWay = new Map([...batch].map(([ip, { failures }]) => [ip, failures]));
    let pauseMs = SEND_MS;
    try {
      if (batch.size > 0) await this.deliver(this.underWay);
    } catch (error) {
      // Past a deadline they may have been counted; twice they must not be.
      if (!(error instanceof DeadlineError)) this.putBack(batch);
      pauseMs = RETRY_MS;
      this.onError(error);
    } finally {
      this.underWay = new Map();
    }
    if (this.waiting.size > 0) this.schedule(pauseMs);
  }

  private take(): Map<string, Waiting> {
    const oldestMs = performance.now() - this.keptMs;
    let entries = [...this.waiting].filter(([, { sinceMs }]) => sinceMs >= oldestMs);
    if (entries.length > MAX_SENT) entries.sort(([, a], [, b]) => b.failures - a.failures);
    this.waiting = new Map(entries.slice(MAX_SENT, MAX_SENT + MAX_KEPT));
    entries = entries.slice(0, MAX_SENT);
    return new Map(entries);
  }

  private putBack(batch: ReadonlyMap<string, Waiting>): void {
    for (const [ip, { failures, sinceMs }] of batch) {
      const since = this.waiting.get(ip);
      this.waiting.set(ip, { failures: failures + (since?.failures ?? 0), sinceMs });
    }
  }

  /** Hands on what waits, once; from now on nothing is. Never rejects. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isStopped = true;
    if (this.underWay.size === 0) await this.send();
  }
}
