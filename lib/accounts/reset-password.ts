import { findAccountOfUser } from "@/db/queries/accounts";
import { deleteSessions } from "@/db/queries/sessions";
import {
  findCredentials,
  findPasswordReset,
  setPasswordHash,
  takePasswordReset,
} from "@/db/queries/users";
import { hashPassword } from "@/lib/accounts/password";
import { hashResetToken } from "@/lib/accounts/reset-token";
import type { ResetPassword } from "@/lib/accounts/schema";
import type { Visit } from "@/lib/accounts/visit";
import { refuseWeakPassword } from "@/lib/accounts/weak-password";
import { writeAudit } from "@/lib/audit";
import { Refusal } from "@/lib/refusal";

const SPENT = "This link was used already or is older than an hour. Ask for a new one.";

/**
 * Sets a new password for who holds a living token, spends the token, and ends every session.
 * @throws {Refusal} when the token does not live, or the password is guessed first
 */
export async function resetPassword({ visit, input }: { visit: Visit; input: ResetPassword }) {
  const { db, ip } = visit;
  const tokenHash = hashResetToken(input.token);
  // Asked first, because a hash is too dear to be had for a made-up token.
  const living = await findPasswordReset(db, tokenHash);
  if (!living) throw new Refusal("invalid", SPENT);
  const user = await findCredentials(db, { id: living.userId });
  // The link stays good for a better one.
  if (user) await refuseWeakPassword(input.password, user, "password");
  const passwordHash = await hashPassword(input.password);
  await db.transaction(async (tx) => {
    const reset = await takePasswordReset(tx, tokenHash);
    if (!reset) throw new Refusal("invalid", SPENT);
    const { userId } = reset;
    await setPasswordHash(tx, userId, passwordHash);
    await deleteSessions(tx, userId, null);
    const account = await findAccountOfUser(tx, userId);
    if (!account) return;
    const actor = { kind: "user" as const, userId, ip };
    const ctx = { accountId: account.id, actor };
    await writeAudit(tx, { ctx, action: "user.password_reset", targetId: userId });
  });
}
