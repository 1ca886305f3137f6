import { deleteSessions } from "@/db/queries/sessions";
import { deleteTotp, hasTotp } from "@/db/queries/two-factor";
import {
  deletePasswordResets,
  findCredentials,
  findPasswordReset,
  setEmailVerified,
  setPasswordHash,
  takePasswordReset,
} from "@/db/queries/users";
import { forgiveMails } from "@/lib/sessions/attempts";
import { hashPassword } from "@/lib/sessions/password";
import { hashMailedToken } from "@/lib/accounts/mailed-token";
import { auditOfUser } from "@/lib/sessions/note-sign-in";
import type { ResetPassword } from "@/lib/accounts/schema";
import type { Visit } from "@/lib/sessions/visit";
import { refuseWeakPassword } from "@/lib/sessions/weak-password";
import { reviewKeys } from "@/lib/keys/review";
import { Refusal } from "@/lib/refusal";

const SPENT = "This link was used already or is older than an hour. Ask for a new one.";

/**
 * Sets a new password for who holds a living token, spends all of the user's tokens, and ends every session. The owner is asked
 * about the keys that are there: whoever had the account before may have made them. Where nobody had shown
 * before that the address is theirs, an account may well be a stranger's work: its keys are off until the owner
 * has answered, and its second factor goes.
 * @throws {Refusal} when the token does not live, or the password is guessed first
 */
export async function resetPassword({ visit, input }: { visit: Visit; input: ResetPassword }) {
  const { db } = visit;
  const tokenHash = hashMailedToken(input.token);
  // Asked first, because a hash is too dear to be had for a made-up token.
  const living = await findPasswordReset(db, tokenHash);
  if (!living) throw new Refusal("invalid", SPENT);
  const user = await findCredentials(db, { id: living.userId });
  // The link stays good for a better one.
  if (user) await refuseWeakPassword(input.password, user, "password");
  const passwordHash = await hashPassword(input.password);
  await db.transaction(async (tx) => {
    const { userId } = living;
    if (!(await takePasswordReset(tx, userId, tokenHash))) throw new Refusal("invalid", SPENT);
    await setPasswordHash(tx, userId, passwordHash);
    await deletePasswordResets(tx, userId);
    const sessionsEnded = await deleteSessions(tx, userId, null);
    // The mail came to its address.
    const wasUnverified = await setEmailVerified(tx, userId);
    if (wasUnverified && (await hasTotp(tx, userId))) {
      await deleteTotp(tx, userId);
      const action = "user.two_factor_off";
      await auditOfUser(tx, visit, { userId, by: userId, action, targetId: userId });
    }
    const keysSwitchedOff = await reviewKeys(tx, visit, { userId, switchOff: wasUnverified });
    const event = { action: "user.password_reset", targetId: userId };
    const after = { sessionsEnded, keysSwitchedOff };
    await auditOfUser(tx, visit, { userId, by: userId, ...event, after });
  });
  if (user) await forgiveMails(db, user.email);
}
