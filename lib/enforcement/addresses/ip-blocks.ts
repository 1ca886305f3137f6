import { LRUCache } from "lru-cache";
import type { IpBlockRule } from "@/lib/env";
import { FailureTally } from "./failure-tally";

/** Keeps failures and blocks where all instances see them. */
export interface IpBlockStore {
  /** All blocks in force; `untilMs` in Unix milliseconds. */
  readAll(): Promise<Array<{ ip: string; untilMs: number }>>;
  read(ip: string): Promise<number | null>;
  /**
   * Adds failures by address to those of all instances, and blocks the addresses that now have reached the
   * limit within the window. What led to a block, or comes while one is in force, leads to no other.
   * @returns what is blocked from now on because of them
   */
  count(failures: ReadonlyMap<string, number>): Promise<Array<{ ip: string; untilMs: number }>>;
  /** Forgets failures that are of no use any more. */
  prune(): Promise<void>;
}

const MAX_COUNTED = 100_000;
/** Far more than are heard of while one read is under way, which is all that it is for. */
const MAX_HEARD_OF = 10_000;
const PRUNE_MS = 60_000;
/** A failure that could not be told of for so long is told of no more, where no rule says a window. */
const KEPT_MS = 300_000;

/**
 * Failed authentications by address, and the blocks that come of them, kept in the database for every
 * instance. They are counted twice: here in a rolling window, so that the failure that is one too many
 * for this instance blocks at once, and by the store for all instances together, which hear of its
 * blocks within a second. Addresses are block units: see `blockUnit` in client-address.ts.
 */
export class IpBlocks {
  /** Blocks that began with a failure that came to this instance. */
  begun = 0;
  private readonly failures: LRUCache<string, number[]>;
  private readonly blockedUntil = new Map<string, number>();
  /** Grows with each thing that is heard of blocks; and by address, as of the latest. */
  private heard = 0;
  private readonly heardOf: LRUCache<string, number>;
  /** A read has failed: what is held may be from before a change. */
  private isStale = false;
  private readonly tally: FailureTally;
  private lastPrunedMs = -Infinity;

  /** @param most no more addresses than this are remembered */
  constructor(
    private readonly rule: IpBlockRule | null,
    private readonly store: IpBlockStore,
    private readonly onError: (error: unknown) => void,
    most = Infinity,
  ) {
    this.failures = new LRUCache({ max: Math.min(MAX_COUNTED, most) });
    this.heardOf = new LRUCache({ max: Math.min(MAX_HEARD_OF, most) });
    const keptMs = rule?.windowMs ?? KEPT_MS;
    this.tally = new FailureTally((failures) => this.count(failures), keptMs, onError);
  }

  private hear(ip: string): number {
    this.heardOf.set(ip, ++this.heard);
    return this.heard;
  }

  /** Addresses that are blocked; one whose block has ended may be among them for some seconds. */
  get size(): number {
    return this.blockedUntil.size;
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

  /**
   * Counts a failure; the one that reaches the limit blocks the address from the next request on. Where
   * blocks are off it is counted for the operator's list.
   */
  fail(ip: string | null, nowMs: number): void {
    if (ip === null) return;
    this.tally.add(ip);
    if (this.rule === null) return;
    const { failures: limit, windowMs, blockMs } = this.rule;
    const moments = (this.failures.get(ip) ?? []).filter((at) => at > nowMs - windowMs);
    moments.push(nowMs);
    if (moments.length < limit) {
      this.failures.set(ip, moments);
      return;
    }
    this.failures.delete(ip);
    this.hear(ip);
    this.begun++;
    this.blockedUntil.set(ip, nowMs + blockMs);
  }

  private async count(failures: ReadonlyMap<string, number>): Promise<void> {
    const before = this.heard;
    const isNews = (ip: string) => (this.heardOf.get(ip) ?? 0) <= before;
    for (const { ip, untilMs } of await this.store.count(failures)) {
      if (!isNews(ip)) continue;
      this.hear(ip);
      this.failures.delete(ip);
      this.begun++;
      this.blockedUntil.set(ip, untilMs);
    }
    // Of the others more was heard meanwhile, perhaps that they are unblocked: what holds now is read again.
    for (const ip of failures.keys()) if (!isNews(ip)) this.refresh(ip).catch(this.onError);
  }

  /** Reads all blocks anew. @throws when they cannot be read; `tidy` tries again */
  async resync(): Promise<void> {
    if (this.rule === null) return;
    const since = ++this.heard;
    // From here on: a read of one address that fails meanwhile is newer than what is read.
    this.isStale = false;
    const blocks = await this.orStale(this.store.readAll());
    // What was heard of an address meanwhile is newer than what was read.
    // And of what came of failures here the store may not have heard.
    const isOld = (ip: string) => (this.heardOf.get(ip) ?? 0) < since && !this.tally.holds(ip);
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
    if (nowMs - this.lastPrunedMs < PRUNE_MS) return;
    this.lastPrunedMs = nowMs;
    await this.store.prune();
  }

  /** Tells the others of the last failures. Never rejects. */
  async stop(): Promise<void> {
    await this.tally.stop();
  }

  /** One block came or went, here or elsewhere. @throws when it cannot be read; `tidy` tries again */
  async refresh(ip: string): Promise<void> {
    if (this.rule === null) return;
    const heard = this.hear(ip);
    const untilMs = await this.orStale(this.store.read(ip));
    // Of two reads the one that began later is told, in whichever order they are answered.
    if (this.heardOf.get(ip) !== heard) return;
    if (untilMs !== null) this.blockedUntil.set(ip, untilMs);
    else if (!this.tally.holds(ip)) this.blockedUntil.delete(ip);
    this.failures.delete(ip);
  }
}
