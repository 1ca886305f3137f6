import { and, eq, gt, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { users } from "../schema/accounts";
import { oauthIdentities, passwordResets } from "../schema/auth";

/**
 * A user with the password's hash, for the two places that compare one: hand on what they
 * answer, never this row.
 */
export async function findCredentials(db: Queryable, by: { email: string } | { id: string }) {
  const [row] = await db
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      passwordHash: users.passwordHash,
    })
    .from(users)
    .where("id" in by ? eq(users.id, by.id) : eq(users.email, by.email));
  return row ?? null;
}

/** Whether a user has a password, or signs in with a provider only. */
export async function hasPassword(db: Queryable, userId: string): Promise<boolean> {
  const [row] = await db
    .select({ has: sql<boolean>`${users.passwordHash} is not null` })
    .from(users)
    .where(eq(users.id, userId));
  return row?.has ?? false;
}

export async function setPasswordHash(tx: Queryable, userId: string, passwordHash: string) {
  await tx.update(users).set({ passwordHash }).where(eq(users.id, userId));
}

export async function renameUser(tx: Queryable, userId: string, name: string) {
  await tx.update(users).set({ name }).where(eq(users.id, userId));
}

/** Which user a provider's identity belongs to; null when it is new. */
export async function findIdentity(db: Queryable, provider: string, providerAccountId: string) {
  const [row] = await db
    .select({ userId: oauthIdentities.userId })
    .from(oauthIdentities)
    .where(
      and(
        eq(oauthIdentities.provider, provider),
        eq(oauthIdentities.providerAccountId, providerAccountId),
      ),
    );
  return row ?? null;
}

export async function insertIdentity(
  tx: Queryable,
  identity: { provider: string; providerAccountId: string; userId: string },
) {
  await tx.insert(oauthIdentities).values(identity);
}

export function listIdentities(db: Queryable, userId: string) {
  return db
    .select({ provider: oauthIdentities.provider })
    .from(oauthIdentities)
    .where(eq(oauthIdentities.userId, userId));
}

/** How long a reset link works. */
const RESET_TTL = sql`interval '1 hour'`;

/** Keeps a new reset token's hash, and drops the user's older ones: only the last mail works. */
export async function insertPasswordReset(tx: Queryable, userId: string, tokenHash: Buffer) {
  await tx.delete(passwordResets).where(eq(passwordResets.userId, userId));
  await tx
    .insert(passwordResets)
    .values({ tokenHash, userId, expiresAt: sql`now() + ${RESET_TTL}` });
}

/** Whose a living reset token is; null when it was used, has expired, or never was. */
export async function findPasswordReset(db: Queryable, tokenHash: Buffer) {
  const [row] = await db
    .select({ userId: passwordResets.userId })
    .from(passwordResets)
    .where(and(eq(passwordResets.tokenHash, tokenHash), gt(passwordResets.expiresAt, sql`now()`)));
  return row ?? null;
}

/** Takes a living reset token out of the world: of two who try at once, one gets the user. */
export async function takePasswordReset(tx: Queryable, tokenHash: Buffer) {
  const [row] = await tx
    .delete(passwordResets)
    .where(and(eq(passwordResets.tokenHash, tokenHash), gt(passwordResets.expiresAt, sql`now()`)))
    .returning({ userId: passwordResets.userId });
  return row ?? null;
}

/** Drops what reset tokens of a user are still about. */
export async function deletePasswordResets(tx: Queryable, userId: string) {
  await tx.delete(passwordResets).where(eq(passwordResets.userId, userId));
}
