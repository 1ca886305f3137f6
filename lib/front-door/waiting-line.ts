import { CountByKey, SHARE_OF_A_KEY } from "./room";

/** How long somebody waits: in a crowd that has come at once, and where more is asked for than can be served. */
export interface Patience {
  crowdMs: number;
  overloadMs: number;
}

/** A line that has not been empty for so long is no crowd any more. */
const STANDS_AFTER_MS = 1_000;

/** Who waits, and what becomes of them. */
interface Waiting {
  key: string;
  settle(hasTurn: boolean): void;
  patience: NodeJS.Timeout;
}

/**
 * Requests that wait for their turn, those that came first in front; each for so long at most. In a line that stands, nearly
 * all who get their turn have waited for as long as they may: there they may wait for less (as in CoDel, RFC 8289).
 */
export class WaitingLine {
  private readonly waiting = new Set<Waiting>();
  private readonly byKey = new CountByKey();
  private emptyAtMs = -Infinity;

  /**
   * @param most that wait at once; with one key half of them
   */
  constructor(
    private readonly most: number,
    private readonly patience: Patience,
  ) {}

  get length(): number {
    return this.byKey.all;
  }

  hasRoomFor(key: string): boolean {
    return this.byKey.all < this.most && this.byKey.of(key) < this.most * SHARE_OF_A_KEY;
  }

  /** @returns whether its turn came in time */
  join(key: string): Promise<boolean> {
    const nowMs = performance.now();
    if (this.length === 0) this.emptyAtMs = nowMs;
    const isStanding = nowMs - this.emptyAtMs > STANDS_AFTER_MS;
    const patienceMs = isStanding ? this.patience.overloadMs : this.patience.crowdMs;
    return new Promise((settle) => {
      const patience = setTimeout(() => this.end(one, false), patienceMs);
      const one: Waiting = { key, settle, patience };
      this.waiting.add(one);
      this.byKey.add(key);
    });
  }

  /** Gives all who may go their turn, one after another. @param mayGo is asked of each, and takes a place for it */
  advance(mayGo: (key: string) => boolean): void {
    for (const one of this.waiting) if (mayGo(one.key)) this.end(one, true);
  }

  private end(one: Waiting, hasTurn: boolean): void {
    clearTimeout(one.patience);
    this.waiting.delete(one);
    this.byKey.remove(one.key);
    one.settle(hasTurn);
  }
}
