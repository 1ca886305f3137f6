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

/**
 * Failed authentications by address, counted in a rolling window here, and the blocks that come
 * of them, kept in the database for every instance. Addresses are block units: see
 * `blockUnit` in client-address.ts.
 */
export class IpBlocks {
  private readonly failures: LRUCache<string, number[]>;
  private readonly blockedUntil = new Map<string, number>();

  constructor(
    private readonly rule: IpBlockRule | null,
    private readonly store: IpBlockStore,
    private readonly onError: (error: unknown) => void,
  ) {
    this.failures = new LRUCache({ max: MAX_COUNTED });
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
    this.blockedUntil.set(ip, untilMs);
    this.store.write({ ip, untilMs, failures: moments.length }).catch(this.onError);
  }

  /** Reads all blocks anew. */
  async resync(): Promise<void> {
    if (this.rule === null) return;
    const blocks = await this.store.readAll();
    this.blockedUntil.clear();
    for (const { ip, untilMs } of blocks) this.blockedUntil.set(ip, untilMs);
  }

  /** One block came or went, here or elsewhere. */
  async refresh(ip: string): Promise<void> {
    if (this.rule === null) return;
    const untilMs = await this.store.read(ip);
    if (untilMs === null) {
      this.blockedUntil.delete(ip);
      this.failures.delete(ip);
    } else {
      this.blockedUntil.set(ip, untilMs);
    }
  }
}
