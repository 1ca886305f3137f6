import type { Queryable } from "@/db/queryable";
import { findLiveToken, noteTokenUse } from "@/db/queries/tokens";
import { isWellFormed } from "@/lib/keys/format";
import { hashSecret } from "@/lib/keys/secret";
import { TOKEN_PREFIX } from "@/lib/tokens/schema";
import { type TokenView, toTokenView } from "@/lib/tokens/list";

/** Whether a text has the form and the checksum of an operator token; nobody is asked. */
export const isTokenLike = (secret: string): boolean =>
  secret.startsWith(`${TOKEN_PREFIX}_`) && isWellFormed(secret);

/**
 * The token whose secret this is, and notes that it is used. Asked for each call, so that a revoked one is refused at
 * once.
 * @returns null where it is unknown, revoked or expired
 */
export async function findToken(db: Queryable, secret: string): Promise<TokenView | null> {
  if (!isTokenLike(secret)) return null;
  const row = await findLiveToken(db, Buffer.from(hashSecret(secret), "hex"));
  if (!row) return null;
  await noteTokenUse(db, row.id);
  return toTokenView(row);
}
