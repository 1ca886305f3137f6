import type { Queryable } from "@/db/queryable";
import { listTokens as selectTokens } from "@/db/queries/tokens";
import { SCOPES, type Scope } from "@/lib/tokens/schema";

/** What is told of an operator token. Never the secret. */
export interface TokenView {
  id: string;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  /** To a minute; null: never. */
  lastUsedAt: Date | null;
  /** Null: it does not expire. */
  expiresAt: Date | null;
}

type Row = Omit<TokenView, "scopes"> & { scopes: string[] };

/** Of the scopes in a row those that this program knows: a newer one may have written it. */
export const toTokenView = ({ scopes, ...row }: Row): TokenView => ({
  id: row.id,
  name: row.name,
  scopes: SCOPES.filter((scope) => scopes.includes(scope)),
  createdAt: row.createdAt,
  lastUsedAt: row.lastUsedAt,
  expiresAt: row.expiresAt,
});

/** All tokens that are not revoked, expired ones among them; the oldest first. */
export async function listTokens({ db }: { db: Queryable }): Promise<TokenView[]> {
  return (await selectTokens(db)).map(toTokenView);
}
