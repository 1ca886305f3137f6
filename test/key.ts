import { apiKeys, quotaBudgets } from "@/db/schema/keys";
import type { AccountContext } from "@/lib/context";
import { uuidv7 } from "@/lib/ids";
import { visibleParts } from "@/lib/credentials/key-format";
import { hashSecret, newSecret } from "@/lib/credentials/secret";

export interface TestKey {
  id: string;
  secret: string;
  /** SHA-256 in hex. */
  hash: string;
  budgetId: string;
}

type KeyRow = typeof apiKeys.$inferInsert;

/** A key put straight into the database, past the verbs: also one that has expired already. */
export async function makeKey(
  { db, accountId }: Pick<AccountContext, "db" | "accountId">,
  overrides: Partial<KeyRow> = {},
): Promise<TestKey> {
  const id = overrides.id ?? uuidv7();
  const budgetId = overrides.budgetId ?? uuidv7();
  const secret = newSecret("lk");
  const hash = hashSecret(secret);
  await db.insert(quotaBudgets).values({ id: budgetId }).onConflictDoNothing();
  await db.insert(apiKeys).values({
    id,
    accountId,
    budgetId,
    alias: `key-${id}`,
    category: "development",
    hash: Buffer.from(hash, "hex"),
    ...visibleParts(secret),
    ...overrides,
  });
  return { id, secret, hash, budgetId };
}
