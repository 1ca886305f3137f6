import { CountByKey, SHARE_OF_A_KEY } from "./room";

/** Who waits, and what becomes of them. */
interface Waiting {
  key: string;
  settle(hasTurn: boolean): void;
  patience: NodeJS.Timeout;
}

/** Requests that wait for their turn, those that came first in front; each for so long at most. */
export class WaitingLine {
  private readonly waiting = new Set<Waiting>();
  private readonly byKey = new CountByKey();

  /**
   * @param most that wait at once; with one key half of them
   * @param patienceMs how long each of them waits
   */
  constructor(
    private readonly most: number,
    private readonly patienceMs: number,
  ) {}

  get length(): number {
    return this.byKey.all;
  }

  hasRoomFor(key: string): boolean {
    return this.byKey.all < this.most && this.byKey.of(key) < this.most * SHARE_OF_A_KEY;
  }

  /** @returns whether its turn came in time */
  join(key: string): Promise<boolean> {
    return new Promise((settle) => {
      const one: Waiting = {
        key,
        settle,
        patience: setTimeout(() => this.end(one, false), this.patienceMs),
      };
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
