import { LRUCache } from "lru-cache";
import type { KeyFacts } from "../decision/facts";

/** Reads a key by its hash. Null: there is none. Rejects when the database cannot say. */
export type ReadKey = (hash: string) => Promise<KeyFacts | null>;

const MAX_KNOWN = 250_000;
const MAX_UNKNOWN = 100_000;

type Facts = LRUCache<string, KeyFacts>;

/**
 * Known and unknown hashes. Entries have no age: change notices take them away, and the change
 * feed clears everything when it may have missed one.
 *
 * What was taken away is remembered until it is read again: whose key it was stays true, so that a request which
 * cannot be judged is in the right log.
 */
export class KeyCache {
  private known: Facts;
  /**
   * Not to be trusted any more. With the known ones never more than `maxKnown`. Null while there are none: room for as many
   * takes 7 MB.
   */
  private past: Facts | null = null;
  private readonly unknown: LRUCache<string, true>;
  private readonly reading = new Map<string, Promise<KeyFacts | null>>();
  /** Moves with every notice. A read that began before it moved is not kept. */
  private epoch = 0;
  private readonly maxKnown: number;

  /** @param most of the known and of the unknown ones no more than this are kept */
  constructor(
    private readonly read: ReadKey,
    most = Infinity,
  ) {
    this.maxKnown = Math.min(MAX_KNOWN, most);
    this.known = this.noFacts();
    this.unknown = new LRUCache({ max: Math.min(MAX_UNKNOWN, most) });
  }

  private noFacts(): Facts {
    return new LRUCache({ max: this.maxKnown });
  }

  /** The key, null where it is known not to exist, undefined where the database must be asked. */
  peek(hash: string): KeyFacts | null | undefined {
    return this.known.get(hash) ?? (this.unknown.get(hash) ? null : undefined);
  }

  /**
   * What was last known of a key, be it as old as it may: for the log alone, of a request that is refused anyway.
   * Null: this process knows of no such key, or has had too many since.
   */
  remembered(hash: string): KeyFacts | null {
    return this.known.get(hash) ?? this.past?.get(hash) ?? null;
  }

  /** The key or null, from memory or the database. Concurrent calls share one read. */
  async find(hash: string): Promise<KeyFacts | null> {
    const cached = this.peek(hash);
    if (cached !== undefined) return cached;
    let reading = this.reading.get(hash);
    if (!reading) {
      reading = this.readAndKeep(hash).finally(() => {
        if (this.reading.get(hash) === reading) this.reading.delete(hash);
      });
      this.reading.set(hash, reading);
    }
    return reading;
  }

  private async readAndKeep(hash: string): Promise<KeyFacts | null> {
    const before = this.epoch;
    const key = await this.read(hash);
    // A change committed while we read: what was read may be from before it. It is a fair answer
    // to the requests that wait for it (they came before the notice), but not to later ones.
    if (before === this.epoch) {
      this.past?.delete(hash);
      if (key) this.known.set(hash, key);
      else this.unknown.set(hash, true);
      if (this.past && this.known.size + this.past.size > this.maxKnown) this.past.pop();
    }
    return key;
  }

  /** These keys changed, came or went. */
  forget(hashes: readonly string[]): void {
    this.epoch++;
    for (const hash of hashes) {
      this.mistrust(hash);
      this.unknown.delete(hash);
      this.reading.delete(hash);
    }
  }

  /** An account changed (its plan or name): its keys carry that. */
  forgetAccount(accountId: string): void {
    this.epoch++;
    this.reading.clear();
    for (const [hash, key] of this.known.entries()) {
      if (key.account.id === accountId) this.mistrust(hash);
    }
  }

  private mistrust(hash: string): void {
    const key = this.known.get(hash);
    if (!key) return;
    this.known.delete(hash);
    (this.past ??= this.noFacts()).set(hash, key);
  }

  /** Anything may have changed. */
  clear(): void {
    this.epoch++;
    this.reading.clear();
    this.unknown.clear();
    if (this.known.size === 0) return;
    const past = this.past ?? this.noFacts();
    // The fewer of the two are put to the others: all may be a quarter of a million.
    const [more, fewer] = this.known.size > past.size ? [this.known, past] : [past, this.known];
    for (const hash of fewer.rkeys()) more.set(hash, fewer.peek(hash)!);
    fewer.clear();
    this.past = more;
    this.known = fewer;
  }

  get size(): number {
    return this.known.size;
  }
}
