/**
 * Makes the rows of one turn of the event loop durable with one write, as databases do with
 * commits that come together: a system call each would be the dearest part of a request. Whoever
 * waits for a row is told before the next turn begins.
 */
export class GroupCommit<Row> {
  private rows: Row[] = [];
  private waiting: Array<(error: Error | null) => void> = [];

  /** @param commit makes all rows durable, or throws and leaves none */
  constructor(
    private readonly commit: (rows: readonly Row[]) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @param then told null once the row is durable, else why it is not */
  add(row: Row, then: (error: Error | null) => void): void {
    this.rows.push(row);
    this.waiting.push(then);
    // The check phase follows the phase in which sockets are read: all that came together waits.
    if (this.rows.length === 1) setImmediate(this.flush);
  }

  /** Commits what waits, now. */
  readonly flush = (): void => {
    const { rows, waiting } = this;
    if (rows.length === 0) return;
    this.rows = [];
    this.waiting = [];
    let failure: Error | null = null;
    try {
      this.commit(rows);
    } catch (error) {
      this.onError(error);
      failure = error instanceof Error ? error : new Error(String(error));
    }
    for (const then of waiting) {
      try {
        then(failure);
      } catch (error) {
        // One answer that cannot be given must not keep the others from theirs.
        this.onError(error);
      }
    }
  };
}
