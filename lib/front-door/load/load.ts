import type { Pressure } from "@/lib/process/loop-pressure";
import { ConcurrencyLimit } from "./concurrency-limit";
import { EarlyPlace } from "./early-place";
import { Room } from "./room";
import { type Patience, WaitingLine } from "./waiting-line";

/** So many are always served at once, however late a process is. */
const LEAST_HERE = 256;
const LEAST_IN_APP = 64;
/** So many wait for the app at most. */
const MOST_WAITING = 1_024;
/** Before the app is up, of all places so many wait for it: the others are for the operator's service. */
const EARLY_SHARE = 1 / 2;
/** Whoever has waited longer for the app would not be answered within a second. */
const PATIENCE: Patience = { crowdMs: 700, overloadMs: 250 };

export interface LoadOptions {
  patience?: Patience;
  /**
   * In development the app is late whenever it compiles, and so it says nothing of how it gets on: nothing would raise
   * its limit. It may have as many as this process from the start.
   */
  isDev?: boolean;
}

/** A request that is under way. To be left once it is answered; twice does no harm. */
export class Place {
  private isLeft = false;

  constructor(
    private readonly load: Pick<Load, "leave">,
    private readonly key: string,
    private readonly isInApp: boolean,
  ) {}

  leave(): void {
    if (this.isLeft) return;
    this.isLeft = true;
    this.load.leave(this.key, this.isInApp);
  }
}

/**
 * The keyed requests that are under way in this process, and of these the ones that route handlers serve in the app's:
 * from their arrival until their answer has left. Beyond what can be served in about a second a request is shed: refused
 * before anything is counted for it.
 *
 * What is more than the app can have at once waits here, and not in the app: there, a crowd that comes at once would keep
 * the event loop from pages and from all others until the last of it is answered.
 */
export class Load {
  /** Requests that were shed. */
  shed = 0;
  private readonly here: Room;
  private readonly app: Room;
  private readonly line: WaitingLine;
  private readonly mostEarly: number;

  /** @param most that are under way at once, however quick all is */
  constructor(most: number, { patience = PATIENCE, isDev = false }: LoadOptions = {}) {
    const room = (least: number, start: number) =>
      new Room(
        new ConcurrencyLimit({ least: Math.min(least, most), start: Math.min(start, most), most }),
      );
    this.here = room(LEAST_HERE, most);
    this.app = room(LEAST_IN_APP, isDev ? most : LEAST_IN_APP);
    this.line = new WaitingLine(MOST_WAITING, patience);
    this.mostEarly = Math.min(MOST_WAITING, most * EARLY_SHARE);
  }

  /** How many are under way. */
  get underWay(): number {
    return this.here.inUse;
  }

  /** How many of them wait for the app. */
  get waiting(): number {
    return this.line.length;
  }

  /**
   * Takes a place; for the app it may have to wait.
   * @param key the presented key's hash
   * @param isForApp whether a route handler serves it
   * @returns null where the request is shed
   */
  enter(key: string, isForApp: false): Place | null;
  enter(key: string, isForApp: boolean): Place | null | Promise<Place | null>;
  enter(key: string, isForApp: boolean): Place | null | Promise<Place | null> {
    if (!this.here.hasPlaceFor(key)) return this.refuse();
    if (!isForApp || this.takeInApp(key)) {
      this.here.take(key);
      return new Place(this, key, isForApp);
    }
    if (!this.line.hasRoomFor(key)) return this.refuse();
    this.here.take(key);
    return this.line.join(key).then((hasTurn) => {
      if (hasTurn) return new Place(this, key, true);
      this.here.leave(key);
      return this.refuse();
    });
  }

  /**
   * Takes a place for what a route handler serves, while the app is on its first start. How many wait for that is
   * bounded here, so that nothing is counted for what is more.
   * @returns null where the request is shed
   */
  enterEarly(key: string): EarlyPlace | null {
    if (!this.here.hasPlaceFor(key) || !this.line.hasRoomFor(key, this.mostEarly)) {
      return this.refuse();
    }
    this.here.take(key);
    this.line.reserve(key);
    return new EarlyPlace(this, this.line, key);
  }

  private refuse(): null {
    this.shed++;
    return null;
  }

  /** Whether there was a place in the app, which is taken now. For places alone. */
  takeInApp(key: string): boolean {
    if (!this.app.hasPlaceFor(key)) return false;
    this.app.take(key);
    return true;
  }

  /** What a place does when it is left. */
  leave(key: string, isInApp: boolean): void {
    this.here.leave(key);
    if (isInApp) this.leaveApp(key);
  }

  /** The half of it that is with the app. */
  leaveApp(key: string): void {
    this.app.leave(key);
    this.advance();
  }

  private advance(): void {
    if (this.line.length > 0) this.line.advance((key) => this.takeInApp(key));
  }

  /** Whoever waits for a turn in the app is told that it does not come: the process is about to end. */
  close(): void {
    this.line.close();
  }

  /** To be told every while how this process gets on. */
  notePressure(pressure: Pressure): void {
    this.here.limit.adapt(pressure, this.here.inUse);
  }

  /** The same of the app's process. */
  noteAppPressure(pressure: Pressure): void {
    this.app.limit.adapt(pressure, this.app.inUse);
    this.advance();
  }
}
