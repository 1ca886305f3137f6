/**
 * Work that takes the event loop for a moment, one piece in each of its turns: whatever else is due comes in between,
 * so that many pieces at once keep nobody waiting for longer than one of them.
 */
export class OneATurn {
  private readonly waiting: Array<() => void> = [];

  /** Done when the caller may do its piece: as one of its turns ends, in the order in which all came. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      if (this.waiting.push(resolve) === 1) setImmediate(this.next);
    });
  }

  private readonly next = (): void => {
    // The caller's piece is done when this turn goes on: what is resolved here runs before any other callback.
    this.waiting.shift()!();
    if (this.waiting.length > 0) setImmediate(this.next);
  };
}
