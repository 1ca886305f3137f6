import type { Quotas } from "../decision/facts";
import type { Grant } from "./store";
import { hasRoom, type Told, toldBy } from "./told";

/** What a key's first lease holds beyond the requests that wait. */
const FIRST_AHEAD = 8;
/** A lease should last about this long at the key's present rate. */
const AHEAD_MS = 2_000;
const MAX_AHEAD = 20_000;

/**
 * What is held of one key's quotas, and how fast it is spent. A hundred thousand keys have one each, so that what is
 * seldom there is kept elsewhere (dealings.ts).
 */
export class Holding {
  protected admissions = 0;
  /** Spent, and not in the database yet: neither as a log row nor as given back. */
  protected unsettled = 0;
  private heard: Told | null = null;
  private spentSinceGrant = 0;
  private grantedAtMs = 0;
  /** Unix seconds: a whole number takes no room of its own. */
  private usedAtS = 0;

  constructor(
    readonly keyId: string,
    private limits: Quotas,
  ) {}

  get quotas(): Quotas {
    return this.limits;
  }

  /** Admissions that may be spent. */
  get unspent(): number {
    return this.admissions;
  }

  /** What the last grant told of the quotas; null: nothing is known. */
  get told(): Told | null {
    return this.heard;
  }

  /** Spends an admission. False: there is none. */
  spend(nowMs: number): boolean {
    if (this.admissions === 0) return false;
    this.admissions--;
    this.unsettled++;
    this.spentSinceGrant++;
    this.usedAtS = Math.floor(nowMs / 1000);
    return true;
  }

  /** Log rows that spent this much are in the database, which counts it as used from then on. */
  settle(spent: number): void {
    this.unsettled = Math.max(0, this.unsettled - spent);
  }

  /** Takes in what was granted, be it nothing, and what is told of the quotas. */
  take(grant: Grant, nowMs: number): void {
    this.grantedAtMs = nowMs;
    this.spentSinceGrant = 0;
    this.admissions += grant.granted;
    this.heard = toldBy(grant, this.limits);
  }

  /** Takes an equal object instead of its own: what many keys have in common is in memory once. */
  share(quotas: Quotas): void {
    this.limits = quotas;
  }

  /** Milliseconds since it was last spent of, to a second. */
  idleMs(nowMs: number): number {
    return nowMs - this.usedAtS * 1000;
  }

  /** Other quotas hold: what was told of the former ones says nothing any more. */
  protected limitTo(quotas: Quotas): void {
    this.limits = quotas;
    this.heard = null;
    this.grantedAtMs = 0;
    this.spentSinceGrant = 0;
  }

  /** Whether there is enough left for asking ahead to make sense. */
  protected hasRoom(): boolean {
    return this.heard !== null && hasRoom(this.heard);
  }

  /**
   * Admissions to lease in advance, by the rate since the last grant.
   * @param waiting requests that will spend as soon as they can
   */
  protected aheadAt(nowMs: number, waiting: number): number {
    if (this.grantedAtMs === 0) return FIRST_AHEAD;
    const elapsedMs = Math.max(1, nowMs - this.grantedAtMs);
    const perMs = (this.spentSinceGrant + waiting) / elapsedMs;
    return Math.min(MAX_AHEAD, Math.ceil(perMs * AHEAD_MS));
  }
}
