import { uuidv7 } from "@/lib/ids";
import type { RunTold } from "../store";

/**
 * What this process says of the rows that it has answered, for `usage check` to hold against what was written. A run
 * goes on under another instance's name; it begins anew where the database has forgotten what was said of it.
 */
export class Run {
  id = uuidv7();
  private setAside = 0;
  private journaledBefore = 0;

  /** @param counts of all that the process has journaled, and what of it waits for the database */
  constructor(private readonly counts: () => { journaled: number; waiting: number }) {}

  noteSetAside(): void {
    this.setAside++;
  }

  told(): RunTold {
    const { journaled, waiting } = this.counts();
    return {
      id: this.id,
      journaled: journaled - this.journaledBefore,
      waiting,
      setAside: this.setAside,
    };
  }

  /** What waits is of the new one. */
  begin(): void {
    const { journaled, waiting } = this.counts();
    this.id = uuidv7();
    this.journaledBefore = journaled - waiting;
    this.setAside = 0;
  }
}
