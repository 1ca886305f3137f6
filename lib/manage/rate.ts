import { addAttempt } from "@/db/queries/attempts";
import type { Queryable } from "@/db/queryable";
import { Refused } from "./refused";

/** Calls of one token in a minute, over all instances: twenty a second. A hundred thousand keys move in with a hundred. */
export const MOST_CALLS_A_MINUTE = 1_200;
const WINDOW_S = 60;

/** Under which a token's calls are counted. */
export const rateKey = (tokenId: string) => `manage ${tokenId}`;

/** Counts a call. @throws {Refused} rate_limited when there were too many in this minute */
export async function countCall(db: Queryable, tokenId: string): Promise<void> {
  const { count, endsInMs } = await addAttempt(db, rateKey(tokenId), WINDOW_S);
  if (count <= MOST_CALLS_A_MINUTE) return;
  const afterS = Math.max(1, Math.ceil(endsInMs / 1_000));
  throw new Refused("rate_limited", { headers: { "Retry-After": String(afterS) } });
}
