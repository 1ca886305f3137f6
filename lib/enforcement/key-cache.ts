import { LRUCache } from "lru-cache";
import type { KeyFacts } from "./facts";

/** Reads a key by its hash. Null: there is none. Rejects when the database cannot say. */
export type ReadKey = (hash: string) => Promise<KeyFacts | null>;

const MAX_KNOWN = 250_000;
const MAX_UNKNOWN = 100_000;

/**
 * Known and unknown hashes. Entries have no age: change notices take them away, and the change
 * feed clears everything when it may have missed one.
 */
export class KeyCache {
  private readonly known = new LRUCache<string, KeyFacts>({ max: MAX_KNOWN });
  private readonly unknown = new LRUCache<string, true>({ max: MAX_UNKNOWN });
  private readonly reading = new Map<string, Promise<KeyFacts | null>>();
  /** Moves with every notice. A read that began before it moved is not kept. */
  private epoch = 0;

  constructor(private readonly read: ReadKey) {}

  /** The key, null where it is known not to exist, undefined where the database must be asked. */
  peek(hash: string): KeyFacts | null | undefined {
    return this.known.get(hash) ?? (this.unknown.get(hash) ? null : undefined);
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
      if (key) this.known.set(hash, key);
      else this.unknown.set(hash, true);
    }
    return key;
  }

  /** These keys changed, came or went. */
  forget(hashes: readonly string[]): void {
    this.epoch++;
    for (const hash of hashes) {
      this.known.delete(hash);
      this.unknown.delete(hash);
      this.reading.delete(hash);
    }
  }

  /** An account changed (its plan or name): its keys carry that. */
  forgetAccount(accountId: string): void {
    this.epoch++;
    this.reading.clear();
    for (const [hash, key] of this.known.entries()) {
      if (key.account.id === accountId) this.known.delete(hash);
    }
  }

  /** Anything may have changed. */
  clear(): void {
    this.epoch++;
    this.reading.clear();
    this.known.clear();
    this.unknown.clear();
  }

  get size(): number {
    return this.known.size;
  }
}
