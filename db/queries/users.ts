import { and, eq, gt, isNull, lte, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { users } from "../schema/accounts";
import { addressTokens, oauthIdentities, passwordResets } from "../schema/auth";

/** A user with the password's hash, for who compares one: hand on what comes of it, never this row. */
export async function findCredentials(db: Queryable, by: { email: string } | { id: string }) {
  const [row] = await db
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      passwordHash: users.passwordHash,
      emailVerifiedAt: users.emailVerifiedAt,
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

/** Puts a hash in the place of the one that was looked at. @returns false when another is there by now */
export async function replacePasswordHash(
  tx: Queryable,
  userId: string,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  const replaced = await tx
    .update(users)
    .set({ passwordHash: to })
    .where(and(eq(users.id, userId), eq(users.passwordHash, from)))
    .returning({ id: users.id });
  return replaced.length > 0;
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

/**
 * Keeps a new reset token's hash, and drops the user's that are over. Those of earlier mails stay good: whoever asks for
 * one more must not make the owner's link worthless.
 */
export async function insertPasswordReset(db: Queryable, userId: string, tokenHash: Buffer) {
  await db
    .delete(passwordResets)
    .where(and(eq(passwordResets.userId, userId), lte(passwordResets.expiresAt, sql`now()`)));
  await db
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

/**
 * Takes a living reset token of a user's out of the world: of two who try at once, with one token or with two, one sets
 * the password. The other tokens are for who calls this to drop.
 */
export async function takePasswordReset(
  tx: Queryable,
  userId: string,
  tokenHash: Buffer,
): Promise<boolean> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("no key update");
  const taken = await tx
    .delete(passwordResets)
    .where(
      and(
        eq(passwordResets.tokenHash, tokenHash),
        eq(passwordResets.userId, userId),
        gt(passwordResets.expiresAt, sql`now()`),
      ),
    )
    .returning({ userId: passwordResets.userId });
  return taken.length > 0;
}

/** Drops what reset tokens of a user are still about. */
export async function deletePasswordResets(tx: Queryable, userId: string) {
  await tx.delete(passwordResets).where(eq(passwordResets.userId, userId));
}

/**
 * Notes that a user reads the mail of their address.
 * @returns false when that was known before
 */
export async function setEmailVerified(tx: Queryable, userId: string): Promise<boolean> {
  const set = await tx
    .update(users)
    .set({ emailVerifiedAt: sql`now()` })
    .where(and(eq(users.id, userId), isNull(users.emailVerifiedAt)))
    .returning({ id: users.id });
  return set.length > 0;
}

/** How long the link of a mail that asks whether an address is right works. */
const ADDRESS_TOKEN_TTL = sql`interval '3 days'`;

/** Keeps the hash of a new token for a user's address, and drops those that are over. */
export async function insertAddressToken(tx: Queryable, userId: string, tokenHash: Buffer) {
  await tx
    .delete(addressTokens)
    .where(and(eq(addressTokens.userId, userId), sql`${addressTokens.expiresAt} <= now()`));
  await tx
    .insert(addressTokens)
    .values({ tokenHash, userId, expiresAt: sql`now() + ${ADDRESS_TOKEN_TTL}` });
}

/** Whether this living token was mailed to this user. */
export async function hasAddressToken(
  db: Queryable,
  userId: string,
  tokenHash: Buffer,
): Promise<boolean> {
  const found = await db
    .select({ userId: addressTokens.userId })
    .from(addressTokens)
    .where(
      and(
        eq(addressTokens.tokenHash, tokenHash),
        eq(addressTokens.userId, userId),
        gt(addressTokens.expiresAt, sql`now()`),
      ),
    );
  return found.length > 0;
}
