import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { operatorTokens } from "../schema/tokens";

/** Every column that may be seen. The hash stays here. */
const TOKEN = {
  id: operatorTokens.id,
  name: operatorTokens.name,
  scopes: operatorTokens.scopes,
  createdAt: operatorTokens.createdAt,
  lastUsedAt: operatorTokens.lastUsedAt,
  expiresAt: operatorTokens.expiresAt,
};

export type NewToken = typeof operatorTokens.$inferInsert;

export async function insertToken(db: Queryable, token: NewToken) {
  const [row] = await db.insert(operatorTokens).values(token).returning(TOKEN);
  return row!;
}

/** All that are not revoked, the oldest first. */
export function listTokens(db: Queryable) {
  return db
    .select(TOKEN)
    .from(operatorTokens)
    .where(isNull(operatorTokens.revokedAt))
    .orderBy(asc(operatorTokens.createdAt), asc(operatorTokens.id));
}

/** Marks a token as revoked. @returns its name; null where there is none, or it was revoked before */
export async function revokeToken(db: Queryable, id: string): Promise<string | null> {
  const [row] = await db
    .update(operatorTokens)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(operatorTokens.id, id), isNull(operatorTokens.revokedAt)))
    .returning({ name: operatorTokens.name });
  return row?.name ?? null;
}

/** The token of this hash while it is good: not revoked, and not expired by the database's clock. */
export async function findLiveToken(db: Queryable, hash: Buffer) {
  const [row] = await db
    .select(TOKEN)
    .from(operatorTokens)
    .where(
      and(
        eq(operatorTokens.hash, hash),
        isNull(operatorTokens.revokedAt),
        sql`coalesce(${operatorTokens.expiresAt} > now(), true)`,
      ),
    );
  return row ?? null;
}

/** Notes that a token is used, once a minute at most. */
export async function noteTokenUse(db: Queryable, id: string): Promise<void> {
  await db
    .update(operatorTokens)
    .set({ lastUsedAt: sql`now()` })
    .where(
      and(
        eq(operatorTokens.id, id),
        sql`coalesce(${operatorTokens.lastUsedAt} < now() - interval '1 minute', true)`,
      ),
    );
}
