/** Of all places so many at most are for people who are not signed in. */
const OPEN_SHARE = 1 / 2;
/** Of these so many at most are in the app at once; the others wait their turn in front of it. */
const OPEN_IN_APP = 8;

/** A request's place with the app. To be left once it is done with; twice does no harm. */
export interface Place {
  leave(): void;
}

/** Who asks for what. */
export interface Visitor {
  isSignedIn: boolean;
  /** A file of a build: it is sent, and nothing is rendered. */
  isFile: boolean;
}

/** Somebody who waits for a turn in the app. */
interface Waiting {
  take(): void;
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
  private readonly queue = new Set<Waiting>();
  private readonly mostOpen: number;

  /** @param most places in all */
  constructor(private readonly most: number) {
    this.mostOpen = Math.max(1, Math.floor(most * OPEN_SHARE));
  }

  get inUse(): number {
    return this.taken;
  }

  /**
   * Takes a place, and waits for a turn.
   *
   * @param gone settles when nobody waits for the answer any more
   * @returns null at once where no place is free, or when `gone` settles first
   */
  async enter({ isSignedIn, isFile }: Visitor, gone: Promise<void>): Promise<Place | null> {
    if (this.taken >= this.most) return null;
    if (isSignedIn) return this.place(() => {});
    if (this.takenOpen >= this.mostOpen) return null;
    this.takenOpen++;
    const place = this.place(() => this.takenOpen--);
    if (isFile) return place;
    if (this.openInApp < OPEN_IN_APP) return this.turn(place);
    return this.wait(place, gone);
  }

  private place(left: () => void): Place {
    this.taken++;
    let isLeft = false;
    return {
      leave: () => {
        if (isLeft) return;
        isLeft = true;
        this.taken--;
        left();
      },
    };
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
      const waiting = { take: () => resolve(this.turn(place)) };
      this.queue.add(waiting);
      void gone.then(() => {
        if (!this.queue.delete(waiting)) return;
        place.leave();
        resolve(null);
      });
    });
  }
}
