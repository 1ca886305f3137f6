import { ConcurrencyLimit } from "./concurrency-limit";

/** Of all places one key may have this part. */
const SHARE_OF_A_KEY = 1 / 2;
/** So many are always served at once, however late a process is. */
const LEAST_HERE = 256;
const LEAST_IN_APP = 64;
const START_IN_APP = 512;

/** The requests that a process has at once, of each key and in all. */
class Room {
  inUse = 0;
  private readonly byKey = new Map<string, number>();

  constructor(readonly limit: ConcurrencyLimit) {}

  hasPlaceFor(key: string): boolean {
    const places = this.limit.current;
    const ofKey = this.byKey.get(key) ?? 0;
    return this.inUse < places && ofKey < Math.max(1, places * SHARE_OF_A_KEY);
  }

  take(key: string): void {
    this.inUse++;
    this.byKey.set(key, (this.byKey.get(key) ?? 0) + 1);
  }

  leave(key: string): void {
    this.inUse--;
    const rest = this.byKey.get(key)! - 1;
    if (rest > 0) this.byKey.set(key, rest);
    else this.byKey.delete(key);
  }
}

/** A request that is under way. To be left once it is answered; twice does no harm. */
export class Place {
  private isLeft = false;

  constructor(
    private readonly key: string,
    private readonly here: Room,
    private readonly app: Room | null,
  ) {}

  leave(): void {
    if (this.isLeft) return;
    this.isLeft = true;
    this.here.leave(this.key);
    this.app?.leave(this.key);
  }
}

/**
 * The keyed requests that are under way in this process, and of these the ones that route handlers serve in the app's:
 * from their arrival until their answer has left. Beyond what can be served in about a second a request is shed: refused
 * at once, before anything is counted for it.
 */
export class Load {
  /** Requests that were shed. */
  shed = 0;
  private readonly here: Room;
  private readonly app: Room;

  /** @param most that are under way at once, however quick all is */
  constructor(most: number) {
    const room = (least: number, start: number) =>
      new Room(
        new ConcurrencyLimit({ least: Math.min(least, most), start: Math.min(start, most), most }),
      );
    this.here = room(LEAST_HERE, most);
    this.app = room(LEAST_IN_APP, START_IN_APP);
  }

  /** How many are under way. */
  get underWay(): number {
    return this.here.inUse;
  }

  /**
   * Takes a place.
   * @param key the presented key's hash
   * @param isForApp whether a route handler serves it
   * @returns null where the request is shed
   */
  enter(key: string, isForApp: boolean): Place | null {
    const app = isForApp ? this.app : null;
    if (!this.here.hasPlaceFor(key) || !(app?.hasPlaceFor(key) ?? true)) {
      this.shed++;
      return null;
    }
    this.here.take(key);
    app?.take(key);
    return new Place(key, this.here, app);
  }

  /** To be told every while by how much this process was late at least, milliseconds. */
  noteDelay(leastMs: number): void {
    this.here.limit.adapt(leastMs, this.here.inUse);
  }

  /** The same of the app's process. */
  noteAppDelay(leastMs: number): void {
    this.app.limit.adapt(leastMs, this.app.inUse);
  }
}
