import type { ConcurrencyLimit } from "./concurrency-limit";

/** Of all places one key may have this part. */
export const SHARE_OF_A_KEY = 1 / 2;

/** How many there are of each key, and in all. */
export class CountByKey {
  all = 0;
  private readonly byKey = new Map<string, number>();

  of(key: string): number {
    return this.byKey.get(key) ?? 0;
  }

  add(key: string): void {
    this.all++;
    this.byKey.set(key, this.of(key) + 1);
  }

  remove(key: string): void {
    this.all--;
    const rest = this.of(key) - 1;
    if (rest > 0) this.byKey.set(key, rest);
    else this.byKey.delete(key);
  }
}

/** The requests that a process has at once, of each key and in all. */
export class Room {
  private readonly inside = new CountByKey();

  constructor(readonly limit: ConcurrencyLimit) {}

  get inUse(): number {
    return this.inside.all;
  }

  hasPlaceFor(key: string): boolean {
    const places = this.limit.current;
    return this.inside.all < places && this.inside.of(key) < Math.max(1, places * SHARE_OF_A_KEY);
  }

  take(key: string): void {
    this.inside.add(key);
  }

  leave(key: string): void {
    this.inside.remove(key);
  }
}
