import { CountByKey, SHARE_OF_A_KEY } from "./room";

/** How long somebody waits: in a crowd that has come at once, and where more is asked for than can be served. */
export interface Patience {
  crowdMs: number;
  overloadMs: number;
}

/** A line that has not been empty for so long is no crowd any more. */
const STANDS_AFTER_MS = 1_000;

/** Somebody who waits. */
export interface InLine {
  /** Whether its turn came in time. */
  readonly hasTurn: Promise<boolean>;
  /** It waits no longer; without effect once its turn has come. */
  leave(): void;
}

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
  private isClosed = false;

  /**
   * @param most that wait at once; with one key half of them
   */
  constructor(
    private readonly most: number,
    private readonly patience: Patience,
  ) {}

  /** Its places that are taken. */
  get length(): number {
    return this.byKey.all;
  }

  /** @param most places, of which a key may have its share */
  hasRoomFor(key: string, most = this.most): boolean {
    return this.byKey.all < most && this.byKey.of(key) < most * SHARE_OF_A_KEY;
  }

  /** Takes a place for somebody who may come to wait for a turn: to be given up, or to `wait` with. */
  reserve(key: string): void {
    this.byKey.add(key);
  }

  giveUp(key: string): void {
    this.byKey.remove(key);
  }

  /** @returns whether its turn came in time */
  join(key: string): Promise<boolean> {
    this.reserve(key);
    return this.wait(key).hasTurn;
  }

  /** Waits for a turn with a place that is taken already. @param atLeastMs how long, also where others may wait for less */
  wait(key: string, atLeastMs = 0): InLine {
    const nowMs = performance.now();
    if (this.waiting.size === 0) this.emptyAtMs = nowMs;
    const isStanding = nowMs - this.emptyAtMs > STANDS_AFTER_MS;
    const patienceMs = isStanding ? this.patience.overloadMs : this.patience.crowdMs;
    let one!: Waiting;
    const hasTurn = new Promise<boolean>((settle) => {
      const giveUp = () => this.end(one, false);
      one = { key, settle, patience: setTimeout(giveUp, Math.max(patienceMs, atLeastMs)) };
      this.waiting.add(one);
    });
    if (this.isClosed) this.end(one, false);
    return { hasTurn, leave: () => this.end(one, false) };
  }

  /** Gives all who may go their turn, one after another. @param mayGo is asked of each, and takes a place for it */
  advance(mayGo: (key: string) => boolean): void {
    for (const one of this.waiting) if (mayGo(one.key)) this.end(one, true);
  }

  /** Nobody waits any more, from now on: the process is about to end. */
  close(): void {
    this.isClosed = true;
    for (const one of this.waiting) this.end(one, false);
  }

  private end(one: Waiting, hasTurn: boolean): void {
    if (!this.waiting.delete(one)) return;
    clearTimeout(one.patience);
    this.byKey.remove(one.key);
    one.settle(hasTurn);
  }
}
