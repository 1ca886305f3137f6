import type { Queryable } from "@/db/queryable";
import { deleteSessions } from "@/db/queries/sessions";
import { accountByEmail } from "@/lib/accounts/list";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";

interface SignOutEverywhereCall {
  db: Queryable;
  email: string;
  /** The operator, where nobody else is named. */
  actor?: Actor;
}

/**
 * Ends all sessions of a user, those that wait for a code too. Their password and their keys go on working.
 * @returns how many there were
 * @throws {Refusal} when there is no such user
 */
export async function signOutEverywhere({
  db,
  email,
  actor = { kind: "cli", userId: null, ip: null },
}: SignOutEverywhereCall): Promise<{ email: string; ended: number }> {
  const { id, userId } = await accountByEmail(db, email);
  const ended = await db.transaction(async (tx) => {
    const count = await deleteSessions(tx, userId, null);
    const ctx = { accountId: id, actor };
    await writeAudit(tx, {
      ctx,
      action: "session.end_all",
      targetId: userId,
      after: { ended: count },
    });
    return count;
  });
  return { email, ended };
}
