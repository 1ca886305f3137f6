import { deleteSessions } from "@/db/queries/sessions";
import { findCredentials, replacePasswordHash } from "@/db/queries/users";
import { actingUser } from "@/lib/sessions/acting-user";
import { countPasswordChange, guardedCheck } from "@/lib/sessions/attempts";
import { inSession } from "@/lib/sessions/in-session";
import { notedProof } from "@/lib/sessions/note-sign-in";
import { hashPassword, isPassword } from "@/lib/sessions/password";
import type { ChangePassword } from "@/lib/accounts/schema";
import { refuseWeakPassword } from "@/lib/sessions/weak-password";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { Refusal } from "@/lib/refusal";

interface ChangePasswordCall {
  ctx: AccountContext;
  input: ChangePassword;
  /** The session that stays. */
  sessionId: string;
}

const WRONG = "This is not your current password.";

/**
 * Changes the password of who knows it, and ends their other sessions. Links of mails for a new password stay good:
 * somebody who knows the password must not take them from the one who has the mailbox.
 * @returns how many sessions ended
 * @throws {Refusal} when the current password is wrong, the new one is guessed first, it was changed too often, or the
 *   sign-in has ended meanwhile, by such a link for instance
 */
export async function changePassword({ ctx, input, sessionId }: ChangePasswordCall) {
  const { db, actor } = ctx;
  const userId = actingUser(ctx);
  const user = await findCredentials(db, { id: userId });
  const hash = user?.passwordHash ?? null;
  const right = await notedProof(ctx, userId, () =>
    guardedCheck({ db, ip: actor.ip }, userId, () => isPassword(input.current, hash)),
  );
  if (!right || hash === null) throw new Refusal("invalid", WRONG, "current");
  await countPasswordChange(db, userId);
  if (user) await refuseWeakPassword(input.next, user, "next");
  const passwordHash = await hashPassword(input.next);
  const ended = await inSession(ctx, async (tx) => {
    if (!(await replacePasswordHash(tx, userId, { from: hash, to: passwordHash }))) {
      throw new Refusal("invalid", WRONG, "current");
    }
    const others = await deleteSessions(tx, userId, sessionId);
    const after = { sessionsEnded: others };
    await writeAudit(tx, { ctx, action: "user.password", targetId: userId, after });
    return others;
  });
  return { ended };
}
