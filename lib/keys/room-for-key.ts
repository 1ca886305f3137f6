import { countKeys, lockKeyLimit } from "@/db/queries/accounts";
import type { Queryable } from "@/db/queryable";
import { formatCount } from "@/lib/format/number";
import { Refusal } from "@/lib/refusal";

/**
 * Makes sure that an account may have one more key by its plan. Others who make one wait until this
 * transaction ends, so that no two take the last place.
 * @throws {Refusal} when it has all that it may have
 */
export async function refuseWithoutRoom(tx: Queryable, accountId: string): Promise<void> {
  const limit = await lockKeyLimit(tx, accountId);
  if (limit === null || (await countKeys(tx, accountId)) < limit) return;
  throw new Refusal(
    "conflict",
    `This account has ${formatCount(limit)} keys, as many as its plan allows. Delete keys that were never used, or ask the operator for another plan.`,
  );
}
