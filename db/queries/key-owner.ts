import { and, eq, isNull } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { accounts } from "../schema/accounts";
import { apiKeys } from "../schema/keys";

/**
 * The account that owns a key; null when there is no such key, or its account was deleted. For the operator alone, who acts
 * for any account: all other queries are given the account, and never ask whose a thing is.
 */
export async function findAccountOfKey(db: Queryable, keyId: string): Promise<string | null> {
  const [row] = await db
    .select({ accountId: apiKeys.accountId })
    .from(apiKeys)
    .innerJoin(accounts, eq(accounts.id, apiKeys.accountId))
    .where(and(eq(apiKeys.id, keyId), isNull(accounts.deletedAt)));
  return row?.accountId ?? null;
}

/** The key that has this SHA-256, whosever it is; null where there is none. For the operator alone. */
export async function findKeyOfHash(
  db: Queryable,
  hash: Buffer,
): Promise<{ id: string; accountId: string } | null> {
  const [row] = await db
    .select({ id: apiKeys.id, accountId: apiKeys.accountId })
    .from(apiKeys)
    .where(eq(apiKeys.hash, hash));
  return row ?? null;
}
