import { deleteSessions } from "@/db/queries/sessions";
import { deletePasswordResets, findCredentials, setPasswordHash } from "@/db/queries/users";
import { actingUser } from "@/lib/accounts/acting-user";
import { guardedCheck } from "@/lib/accounts/attempts";
import { notedProof } from "@/lib/accounts/note-sign-in";
import { hashPassword, isPassword } from "@/lib/accounts/password";
import type { ChangePassword } from "@/lib/accounts/schema";
import { refuseWeakPassword } from "@/lib/accounts/weak-password";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { Refusal } from "@/lib/refusal";

interface ChangePasswordCall {
  ctx: AccountContext;
  input: ChangePassword;
  /** The session that stays. */
  sessionId: string;
}

/**
 * Changes the password of who knows it, and ends their other sessions.
 * @returns how many sessions ended
 * @throws {Refusal} when the current password is wrong, or the new one is guessed first
 */
export async function changePassword({ ctx, input, sessionId }: ChangePasswordCall) {
  const { db, actor } = ctx;
  const userId = actingUser(ctx);
  const user = await findCredentials(db, { id: userId });
  const hash = user?.passwordHash ?? null;
  const right = await notedProof(ctx, userId, () =>
    guardedCheck({ db, ip: actor.ip }, userId, () => isPassword(input.current, hash)),
  );
  if (!right) throw new Refusal("invalid", "This is not your current password.", "current");
  if (user) await refuseWeakPassword(input.next, user, "next");
  const passwordHash = await hashPassword(input.next);
  const ended = await db.transaction(async (tx) => {
    await setPasswordHash(tx, userId, passwordHash);
    await deletePasswordResets(tx, userId);
    const others = await deleteSessions(tx, userId, sessionId);
    const after = { sessionsEnded: others };
    await writeAudit(tx, { ctx, action: "user.password", targetId: userId, after });
    return others;
  });
  return { ended };
}
