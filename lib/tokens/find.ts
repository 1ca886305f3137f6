import type { Queryable } from "@/db/queryable";
import { findLiveToken, noteTokenUse } from "@/db/queries/tokens";
import { hashSecret } from "@/lib/credentials/secret";
import { isTokenLike } from "@/lib/credentials/token-format";
import { type TokenView, toTokenView } from "@/lib/tokens/list";

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
