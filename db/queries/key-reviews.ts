import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { memberships } from "../schema/accounts";
import { apiKeys, keyReviews } from "../schema/keys";
import { isActive } from "./keys";

/**
 * Puts every active key of the accounts that a user owns on the list of those that their owner is asked about;
 * those that are on it stay as they are.
 *
 * @param switchOff whether they are to be off until the owner has answered
 * @returns what was put on it
 */
export async function beginKeyReviews(tx: Queryable, userId: string, switchOff: boolean) {
  const owned = tx
    .select({ id: memberships.accountId })
    .from(memberships)
    .where(and(eq(memberships.userId, userId), eq(memberships.role, "owner")));
  const begun = await tx
    .insert(keyReviews)
    .select(
      tx
        .select({
          keyId: apiKeys.id,
          accountId: apiKeys.accountId,
          switchedOff: sql<boolean>`${switchOff}`.as("switched_off"),
          since: sql<Date>`now()`.as("since"),
        })
        .from(apiKeys)
        .where(and(inArray(apiKeys.accountId, owned), isActive)),
    )
    .onConflictDoNothing()
    .returning({ keyId: keyReviews.keyId, accountId: keyReviews.accountId });
  if (switchOff) {
    const listed = tx
      .select({ id: keyReviews.keyId })
      .from(keyReviews)
      .where(and(inArray(keyReviews.accountId, owned), eq(keyReviews.switchedOff, true)));
    await tx
      .update(apiKeys)
      .set({ active: false, updatedAt: sql`now()` })
      .where(and(inArray(apiKeys.id, listed), eq(apiKeys.active, true)));
  }
  return begun;
}

/** The keys that an account's owner is asked about, the newest first, and at most so many. */
export function listKeyReviews(db: Queryable, accountId: string, limit: number) {
  return db
    .select({
      id: apiKeys.id,
      alias: apiKeys.alias,
      category: apiKeys.category,
      prefix: apiKeys.prefix,
      lastFour: apiKeys.lastFour,
      active: isActive,
      createdAt: apiKeys.createdAt,
      switchedOff: keyReviews.switchedOff,
    })
    .from(keyReviews)
    .innerJoin(apiKeys, eq(apiKeys.id, keyReviews.keyId))
    .where(eq(keyReviews.accountId, accountId))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(limit);
}

/** Takes keys off the list; answers those that were on it, and whether the reset had switched them off. */
export function endKeyReviews(tx: Queryable, accountId: string, keyIds: readonly string[]) {
  return tx
    .delete(keyReviews)
    .where(and(eq(keyReviews.accountId, accountId), inArray(keyReviews.keyId, [...keyIds])))
    .returning({ keyId: keyReviews.keyId, switchedOff: keyReviews.switchedOff });
}
