import { eq } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { apiKeys } from "../schema/keys";

/**
 * The account that owns a key; null when there is no such key. For the operator alone, who acts
 * for any account: all other queries are given the account, and never ask whose a thing is.
 */
export async function findAccountOfKey(db: Queryable, keyId: string): Promise<string | null> {
  const [row] = await db
    .select({ accountId: apiKeys.accountId })
    .from(apiKeys)
    .where(eq(apiKeys.id, keyId));
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
