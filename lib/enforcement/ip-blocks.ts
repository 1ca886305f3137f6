import { LRUCache } from "lru-cache";
import type { IpBlockRule } from "@/lib/env";

/** Keeps a block where all instances see it. */
export interface IpBlockStore {
  /** All blocks in force; `untilMs` in Unix milliseconds. */
  readAll(): Promise<Array<{ ip: string; untilMs: number }>>;
  read(ip: string): Promise<number | null>;
  write(block: { ip: string; untilMs: number; failures: number }): Promise<void>;
}

const MAX_COUNTED = 100_000;
/** Far more than are heard of while one read is under way, which is all that it is for. */
const MAX_HEARD_OF = 10_000;

/**
 * Failed authentications by address, counted in a rolling window here, and the blocks that come
 * of them, kept in the database for every instance. Addresses are block units: see
 * `blockUnit` in client-address.ts.
 */
export class IpBlocks {
  private readonly failures: LRUCache<string, number[]>;
  private readonly blockedUntil = new Map<string, number>();
  /** Grows with each thing that is heard of blocks; and by address, as of the latest. */
  private heard = 0;
  private readonly heardOf: LRUCache<string, number>;
  /** A read has failed: what is held may be from before a change. */
  private isStale = false;

  constructor(
    private readonly rule: IpBlockRule | null,
    private readonly store: IpBlockStore,
    private readonly onError: (error: unknown) => void,
  ) {
    this.failures = new LRUCache({ max: MAX_COUNTED });
    this.heardOf = new LRUCache({ max: MAX_HEARD_OF });
  }

  private hear(ip: string): number {
    this.heardOf.set(ip, ++this.heard);
    return this.heard;
  }

  /** Until when an address is blocked (Unix milliseconds), or null. */
  until(ip: string | null, nowMs: number): number | null {
    if (ip === null || this.blockedUntil.size === 0 || this.rule === null) return null;
    const until = this.blockedUntil.get(ip);
    if (until === undefined) return null;
    if (until > nowMs) return until;
    this.blockedUntil.delete(ip);
    return null;
  }

  /** Counts a failure; the one that reaches the limit blocks the address from the next request on. */
  fail(ip: string | null, nowMs: number): void {
    if (ip === null || this.rule === null) return;
    const { failures: limit, windowMs, blockMs } = this.rule;
    const moments = (this.failures.get(ip) ?? []).filter((at) => at > nowMs - windowMs);
    moments.push(nowMs);
    if (moments.length < limit) {
      this.failures.set(ip, moments);
      return;
    }
    this.failures.delete(ip);
    const untilMs = nowMs + blockMs;
    this.hear(ip);
    this.blockedUntil.set(ip, untilMs);
    this.store.write({ ip, untilMs, failures: moments.length }).catch(this.onError);
  }

  /** Reads all blocks anew. @throws when they cannot be read; `tidy` tries again */
  async resync(): Promise<void> {
    if (this.rule === null) return;
    const since = ++this.heard;
    // From here on: a read of one address that fails meanwhile is newer than what is read.
    this.isStale = false;
    const blocks = await this.orStale(this.store.readAll());
    // What was heard of an address meanwhile is newer than what was read.
    const isOld = (ip: string) => (this.heardOf.get(ip) ?? 0) < since;
    for (const ip of this.blockedUntil.keys()) if (isOld(ip)) this.blockedUntil.delete(ip);
    for (const { ip, untilMs } of blocks) if (isOld(ip)) this.blockedUntil.set(ip, untilMs);
  }

  private async orStale<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      this.isStale = true;
      throw error;
    }
  }

  /** Forgets blocks that have ended, and reads again what could not be read. Call every few seconds. */
  async tidy(nowMs: number): Promise<void> {
    for (const [ip, untilMs] of this.blockedUntil) {
      if (untilMs <= nowMs) this.blockedUntil.delete(ip);
    }
    if (this.isStale) await this.resync();
  }

  /** One block came or went, here or elsewhere. @throws when it cannot be read; `tidy` tries again */
  async refresh(ip: string): Promise<void> {
    if (this.rule === null) return;
    const heard = this.hear(ip);
    const untilMs = await this.orStale(this.store.read(ip));
    // Of two reads the one that began later is told, in whichever order they are answered.
    if (this.heardOf.get(ip) !== heard) return;
    if (untilMs === null) {
      this.blockedUntil.delete(ip);
      this.failures.delete(ip);
    } else {
      this.blockedUntil.set(ip, untilMs);
    }
  }
}
