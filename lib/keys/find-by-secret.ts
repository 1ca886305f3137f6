import type { Queryable } from "@/db/queryable";
import { findKeyOfHash } from "@/db/queries/key-owner";
import { getKey, type KeyView, noSuchKey } from "@/lib/keys/list";
import { hashSecret } from "@/lib/credentials/secret";

/**
 * The key whose secret this is, whosever it is: for the operator alone, who was sent one that leaked. The secret is
 * hashed and forgotten.
 * @throws {Refusal} not_found
 */
export async function findBySecret(
  db: Queryable,
  secret: string,
): Promise<{ accountId: string; key: KeyView }> {
  const found = await findKeyOfHash(db, Buffer.from(hashSecret(secret.trim()), "hex"));
  if (!found) throw noSuchKey();
  const { id, accountId } = found;
  return { accountId, key: await getKey({ ctx: { db, accountId }, input: { id } }) };
}
