import { and, count, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { users } from "../schema/accounts";
import { recoveryCodes } from "../schema/auth";

/**
 * A user's second factor with its sealed secret, for who checks a code: hand on what comes of it, never this
 * row. Holds the user's row where a transaction asks, so that of two codes at once the second sees the first.
 */
export async function lockTotp(tx: Queryable, userId: string) {
  const [row] = await tx
    .select({
      email: users.email,
      sealedSecret: users.totpSecret,
      since: users.totpSince,
      usedStep: users.totpUsedStep,
    })
    .from(users)
    .where(eq(users.id, userId))
    .for("no key update");
  return row ?? null;
}

/** Whether a user signs in with a second factor. */
export async function hasTotp(db: Queryable, userId: string): Promise<boolean> {
  const [row] = await db
    .select({ has: sql<boolean>`${users.totpSince} is not null` })
    .from(users)
    .where(eq(users.id, userId));
  return row?.has ?? false;
}

/** Keeps a secret that is not in force before its first code; false where one is in force. */
export async function setTotpSecret(tx: Queryable, userId: string, sealedSecret: Buffer) {
  const set = await tx
    .update(users)
    .set({ totpSecret: sealedSecret, totpUsedStep: null })
    .where(and(eq(users.id, userId), isNull(users.totpSince)))
    .returning({ id: users.id });
  return set.length > 0;
}

/** Puts the secret in force. */
export async function startTotp(tx: Queryable, userId: string): Promise<void> {
  await tx
    .update(users)
    .set({ totpSince: sql`now()` })
    .where(eq(users.id, userId));
}

/** Notes the 30 seconds whose code was used; false when they, or later ones, were used before. */
export async function spendTotpStep(tx: Queryable, userId: string, step: number): Promise<boolean> {
  const used = await tx
    .update(users)
    .set({ totpUsedStep: step })
    .where(and(eq(users.id, userId), or(isNull(users.totpUsedStep), lt(users.totpUsedStep, step))))
    .returning({ id: users.id });
  return used.length > 0;
}

/** Takes the second factor away, with its recovery codes. */
export async function deleteTotp(tx: Queryable, userId: string): Promise<void> {
  await tx
    .update(users)
    .set({ totpSecret: null, totpSince: null, totpUsedStep: null })
    .where(eq(users.id, userId));
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}

/** Puts these codes in the place of those that there were. */
export async function replaceRecoveryCodes(
  tx: Queryable,
  userId: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx.insert(recoveryCodes).values(hashes.map((codeHash) => ({ userId, codeHash })));
}

/** Takes a recovery code out of the world: of two who try it at once, one has it. */
export async function takeRecoveryCode(tx: Queryable, userId: string, hash: Buffer) {
  const taken = await tx
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.codeHash, hash)))
    .returning({ userId: recoveryCodes.userId });
  return taken.length > 0;
}

export async function countRecoveryCodes(db: Queryable, userId: string): Promise<number> {
  const [row] = await db
    .select({ left: count() })
    .from(recoveryCodes)
    .where(eq(recoveryCodes.userId, userId));
  return row?.left ?? 0;
}
