import { QUOTA_NAMES } from "@/lib/quota-windows";
import type { Quotas } from "../decision/facts";
import type { Grant } from "./store";

/**
 * How full the set quotas of a key are, as a grant told it: of each set quota, in the order of QUOTA_NAMES, what is left
 * beside our own lease, and when its oldest request leaves (Unix milliseconds; NaN: nobody knows, or never). One array of
 * numbers, because a hundred thousand keys have one each.
 */
export type Told = readonly number[];

/** Numbers of one quota in `Told`. */
const EACH = 2;
/** With less left than this, asking ahead would take what others need. */
const LITTLE = 8;

/** What a grant tells of the quotas that are set. */
export function toldBy(grant: Grant, quotas: Quotas): Told {
  const told: number[] = [];
  for (const name of QUOTA_NAMES) {
    const quota = quotas[name];
    if (quota === null) continue;
    const rest = quota - grant.used[name] - grant.leased - grant.granted;
    told.push(rest, grant.resetsAtMs[name] ?? NaN);
  }
  // A copy has just this length. An array that has grown keeps room for more.
  return told.slice();
}

/** What is left of the set quota at this place, beside our own lease. */
export const restAt = (told: Told, place: number) => told[place * EACH]!;

/** When the oldest request of the set quota at this place leaves its window; null: nobody knows, or never. */
export function resetsAtMsAt(told: Told, place: number): number | null {
  const atMs = told[place * EACH + 1]!;
  return Number.isNaN(atMs) ? null : atMs;
}

/** Whether so much is left in each quota that asking ahead makes sense. */
export function hasRoom(told: Told): boolean {
  for (let i = 0; i < told.length; i += EACH) if (told[i]! <= LITTLE) return false;
  return true;
}
