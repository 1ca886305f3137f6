/** Of all places so many at most are for people who are not signed in. */
const OPEN_SHARE = 1 / 2;
/** Of these so many at most are in the app at once; the others wait their turn in front of it. */
const OPEN_IN_APP = 8;

/** A request's place with the app. To be left once it is done with; twice does no harm. */
export interface Place {
  leave(): void;
}

/** Of the places that are for somebody like them, one person or one address may have this part. */
const SHARE_OF_ONE = 1 / 4;

/** Who asks for what. */
export interface Visitor {
  isSignedIn: boolean;
  /** The person, or the address of a stranger; null where many may be behind it. */
  who: string | null;
  /** A file of a build: it is sent, and nothing is rendered. */
  isFile: boolean;
}

/** Somebody who waits for a turn in the app. */
interface Waiting {
  take(): void;
  giveUp(): void;
}

/**
 * Bounds how many requests for pages are in the app or wait for it. People who are not signed in have a
 * part of the places, and few turns at once, so that a crowd of them slows others a little and starves
 * nobody who is.
 */
export class PageGate {
  /** Places that are taken. */
  private taken = 0;
  /** Of these, by people who are not signed in. */
  private takenOpen = 0;
  private openInApp = 0;
  private readonly takenBy = new Map<string, number>();
  private readonly queue = new Set<Waiting>();
  private isClosed = false;
  private readonly mostOpen: number;

  /** @param most places in all */
  constructor(private readonly most: number) {
    this.mostOpen = Math.max(1, Math.floor(most * OPEN_SHARE));
  }

  get inUse(): number {
    return this.taken;
  }

  /** Whether there is a place for somebody now; none is taken. */
  hasRoomFor({ isSignedIn, who }: Visitor): boolean {
    const places = isSignedIn ? this.most : this.mostOpen;
    if (this.taken >= this.most || this.hasShare(who, places)) return false;
    return isSignedIn || this.takenOpen < this.mostOpen;
  }

  /**
   * Takes a place, and waits for a turn.
   *
   * @param gone settles when nobody waits for the answer any more
   * @returns null at once where no place is free, or when `gone` settles or the gate closes first
   */
  async enter(visitor: Visitor, gone: Promise<void>): Promise<Place | null> {
    if (!this.hasRoomFor(visitor)) return null;
    const { isSignedIn, who, isFile } = visitor;
    if (isSignedIn) return this.place(who, () => {});
    this.takenOpen++;
    const place = this.place(who, () => this.takenOpen--);
    if (isFile) return place;
    if (this.openInApp < OPEN_IN_APP) return this.turn(place);
    return this.wait(place, gone);
  }

  /** Nobody waits for a turn any more, from now on: the process is about to end. */
  close(): void {
    this.isClosed = true;
    for (const waiting of this.queue) waiting.giveUp();
  }

  /** Whether somebody has as many places as one may have. */
  private hasShare(who: string | null, places: number): boolean {
    if (who === null) return false;
    return (this.takenBy.get(who) ?? 0) >= Math.max(2, Math.floor(places * SHARE_OF_ONE));
  }

  private place(who: string | null, left: () => void): Place {
    this.taken++;
    if (who !== null) this.takenBy.set(who, (this.takenBy.get(who) ?? 0) + 1);
    let isLeft = false;
    return {
      leave: () => {
        if (isLeft) return;
        isLeft = true;
        this.taken--;
        if (who !== null) this.oneLess(who);
        left();
      },
    };
  }

  private oneLess(who: string): void {
    const rest = (this.takenBy.get(who) ?? 0) - 1;
    if (rest > 0) this.takenBy.set(who, rest);
    else this.takenBy.delete(who);
  }

  /** A place with a turn in the app, which the next in the queue gets after it. */
  private turn(place: Place): Place {
    this.openInApp++;
    let isOver = false;
    return {
      leave: () => {
        if (isOver) return;
        isOver = true;
        this.openInApp--;
        place.leave();
        const [next] = this.queue;
        if (next) {
          this.queue.delete(next);
          next.take();
        }
      },
    };
  }

  private wait(place: Place, gone: Promise<void>): Promise<Place | null> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        take: () => resolve(this.turn(place)),
        giveUp: () => {
          if (!this.queue.delete(waiting)) return;
          place.leave();
          resolve(null);
        },
      };
      this.queue.add(waiting);
      void gone.then(waiting.giveUp);
      if (this.isClosed) waiting.giveUp();
    });
  }
}
