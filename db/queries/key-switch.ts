import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { apiKeys } from "../schema/keys";
import { isActive } from "./keys";

const among = (accountId: string, ids: string[]) =>
  and(eq(apiKeys.accountId, accountId), inArray(apiKeys.id, ids));

/**
 * Those of the keys that are the account's, locked until the transaction ends. In the order of
 * their ids, so that two people who switch the same keys wait for one another and no longer.
 */
export function lockKeys(db: Queryable, accountId: string, ids: string[]) {
  return db
    .select({ id: apiKeys.id, alias: apiKeys.alias, active: isActive })
    .from(apiKeys)
    .where(among(accountId, ids))
    .orderBy(asc(apiKeys.id))
    .for("no key update");
}

/**
 * Switches keys on or off. A moment of deactivation that has passed goes when a key is switched
 * on, or it would stay off; one that is to come stays, so that undoing a switch undoes just that.
 */
export async function setKeysActive(
  db: Queryable,
  accountId: string,
  ids: string[],
  active: boolean,
): Promise<void> {
  await db
    .update(apiKeys)
    .set({
      active,
      updatedAt: sql`now()`,
      ...(active && {
        deactivateAt: sql`case when ${apiKeys.deactivateAt} > now() then ${apiKeys.deactivateAt} end`,
      }),
    })
    .where(among(accountId, ids));
}
