/** A key's first quota cannot be granted of yet. Nothing was done: the lease is in no doubt. */
export class NotCounted extends Error {
  constructor() {
    super("an instance has not written what it let in before a key got its first quota");
  }
}

const ASK_AGAIN_MS = 10;
/** Less than a request waits for the database, so that what is told is the cause. */
const AT_MOST_MS = 2_500;

/**
 * Grants that wait until all that their keys were let in for before they got their first quota is
 * counted. Of however many wait in a process, one is asked for at a time: as a rule all of them wait for
 * the same rows.
 */
export class WhenCounted {
  private readonly waiting = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * Asks for a grant until it is counted: some milliseconds as a rule, in which each instance hears of
   * the quota and writes its rows.
   *
   * @throws {NotCounted} after some seconds: an instance that lives has not heard, or cannot write
   */
  async grant<T>(ask: () => Promise<T | "not counted">): Promise<T> {
    const untilMs = performance.now() + AT_MOST_MS;
    for (;;) {
      const granted = await ask();
      if (granted !== "not counted") {
        for (const wake of this.waiting) wake();
        return granted;
      }
      await this.turn(untilMs - performance.now());
      if (performance.now() >= untilMs) throw new NotCounted();
    }
  }

  /** Resolves when it is this one's turn to ask, or when another's grant has come through. */
  private turn(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(late);
        this.waiting.delete(wake);
        resolve();
      };
      const late = setTimeout(wake, atMostMs);
      this.waiting.add(wake);
      this.timer ??= setTimeout(this.next, ASK_AGAIN_MS);
    });
  }

  private readonly next = (): void => {
    const [first] = this.waiting;
    this.timer = this.waiting.size > 1 ? setTimeout(this.next, ASK_AGAIN_MS) : undefined;
    first?.();
  };
}
