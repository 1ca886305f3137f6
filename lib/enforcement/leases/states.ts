import type { ReachedQuota } from "../decision/decide";
import type { Quotas } from "../decision/facts";
import type { Grant } from "./store";

/*
 * A lease is what this instance holds of one key's quotas: admissions that the database has counted as leased, and
 * that are spent here without asking it. At most one statement about a lease is on its way to the database.
 *
 *   resting     nothing is on its way
 *   asking      a grant is on its way
 *   pausing     all instances were asked to give back; the next grant leaves soon
 *   returning   a release is on its way
 *   restating   a restatement is on its way: the database may believe something else than we hold
 *
 * `TRANSITIONS` has every way from one to another. After each answer the lease decides anew: it serves those who wait,
 * gives back what others are short of, asks for those who still wait, or rests. machine.ts carries that out, and
 * keeper.ts what it wants done.
 */

export type LeaseState = "resting" | "asking" | "pausing" | "returning" | "restating";

export type LeaseEvent =
  /** A request waits for an admission. */
  | { type: "wait" }
  /** Little is left: more should be here before it is used up. */
  | { type: "low" }
  | { type: "granted"; grant: Grant }
  /** There is no such key any more. */
  | { type: "gone" }
  /** The statement on its way failed, or was not answered in time. */
  | { type: "failed" }
  /** The recall was sent: those who live answer it within milliseconds. */
  | { type: "recall sent" }
  /** The recall could not be sent. */
  | { type: "recall failed" }
  /** The pause is over. */
  | { type: "resume" }
  /** Somebody is short of this key's budget. */
  | { type: "recall" }
  | { type: "released"; isTaken: boolean }
  /** It was not used for long. */
  | { type: "idle" }
  /** No log rows are on their way: what is held can be told. */
  | { type: "restate" }
  | { type: "restated"; isTaken: boolean }
  /** A reserved admission was not used. Void: it was leased under quotas that hold no more. */
  | { type: "refund"; isVoid: boolean }
  | { type: "edit"; quotas: Quotas };

/** What the keeper of a lease has to do. */
export type Effect =
  | { type: "grant"; want: number; ahead: number }
  | { type: "release"; amount: number }
  | { type: "restate"; held: number }
  /** Ask every instance to give back what it has not spent. */
  | { type: "recall" }
  /** Send `resume` after so long. */
  | { type: "pause"; ms: number }
  /** Let those in who have waited longest; what they spend is taken from the lease. */
  | { type: "admit"; waiters: number }
  /** Tell those who have waited longest that the statement failed. */
  | { type: "fail"; waiters: number }
  /** Tell all who wait that a quota is reached. */
  | { type: "refuse"; reached: ReachedQuota }
  /** Tell all who wait that the key is gone. */
  | { type: "dismiss" };

/** From where, by which event, to where. Events that are not here leave the state as it is. */
export const TRANSITIONS: ReadonlyArray<
  readonly [LeaseState, LeaseEvent["type"], readonly LeaseState[]]
> = [
  ["resting", "wait", ["asking"]],
  ["resting", "low", ["asking"]],
  ["resting", "recall", ["returning"]],
  ["resting", "refund", ["resting", "returning"]],
  ["resting", "edit", ["resting", "returning"]],
  ["resting", "idle", ["resting", "returning"]],
  ["resting", "restate", ["resting", "restating"]],
  ["asking", "granted", ["resting", "asking", "pausing", "returning"]],
  ["asking", "gone", ["resting", "returning"]],
  ["asking", "failed", ["resting", "asking", "returning"]],
  ["pausing", "resume", ["asking", "pausing"]],
  ["pausing", "recall failed", ["resting", "pausing"]],
  ["pausing", "recall", ["returning"]],
  ["pausing", "refund", ["resting", "asking", "pausing", "returning"]],
  ["pausing", "edit", ["asking"]],
  ["returning", "released", ["resting", "asking", "pausing", "returning"]],
  ["returning", "failed", ["resting", "asking", "pausing", "returning"]],
  ["restating", "restated", ["resting", "asking", "returning"]],
  ["restating", "failed", ["resting", "asking", "returning"]],
];
