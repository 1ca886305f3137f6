import type { ReachedQuota } from "../decision/decide";

/** What a lease has while it deals with others. Most have none: they only spend. */
export class Dealings {
  /** Requests that wait for an admission. */
  waiting = 0;
  /** Of them, those that the grant on its way is for. */
  asked = 0;
  /** So many pauses were made for those who wait. */
  pauses = 0;
  /** The recall is on its way: how long others may take for their answer begins when it was sent. */
  isRecalling = false;
  /** No grant leaves before this moment. */
  pausedUntilMs = 0;
  /** To be given back, and not to be spent any more. */
  owed = 0;
  /** The release on its way gives back so much. */
  returned = 0;
  /** A recall is to be answered. */
  isRecalled = false;
  /** The quotas were edited while a grant was on its way: nothing of it may be spent. */
  isVoid = false;
  /** The database may believe something else than we hold. */
  isDoubtful = false;
  calmUntilMs = 0;
  refusal: { reached: ReachedQuota; untilMs: number } | null = null;

  /** Whether there is nothing in it that matters later. */
  isOver(nowMs: number): boolean {
    return !this.isDoubtful && nowMs >= this.calmUntilMs && this.refusal === null;
  }
}
