import { findAccountOfUser } from "@/db/queries/accounts";
import type { Queryable } from "@/db/queryable";
import type { Visit } from "@/lib/accounts/visit";
import { writeAudit } from "@/lib/audit";
import { log } from "@/lib/log";

/*
 * Who came in, and who tried: in the account's trail, and in the log with the request's id. Neither holds
 * what was typed: people type their password into the other field.
 */

const fieldsOf = ({ ip, requestId }: Visit, userId: string | null) => ({
  requestId: requestId ?? undefined,
  ip,
  userId,
});

/** Writes something that happened to a user into the trail of the account for which they act. */
async function auditOfUser(
  tx: Queryable,
  visit: Visit,
  { userId, ...event }: { userId: string; action: string; targetId: string; by: string | null },
): Promise<void> {
  const account = await findAccountOfUser(tx, userId);
  if (!account) return;
  const actor = { kind: "user" as const, userId: event.by, ip: visit.ip };
  const { action, targetId } = event;
  await writeAudit(tx, { ctx: { accountId: account.id, actor }, action, targetId });
}

/** Somebody has signed in; call it with the transaction that begins the session. */
export async function auditSignIn(
  tx: Queryable,
  visit: Visit,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<void> {
  await auditOfUser(tx, visit, {
    userId,
    by: userId,
    action: "session.begin",
    targetId: sessionId,
  });
  log.info(fieldsOf(visit, userId), "somebody signed in");
}

/** Somebody has signed out; call it with the transaction that ends the session. */
export async function auditSignOut(
  tx: Queryable,
  visit: Visit,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<void> {
  await auditOfUser(tx, visit, { userId, by: userId, action: "session.end", targetId: sessionId });
  log.info(fieldsOf(visit, userId), "somebody signed out");
}

/** A password was wrong. Without such a user it is told in the log alone. Never fails. */
export async function noteFailure(visit: Visit, userId: string | null): Promise<void> {
  log.warn(fieldsOf(visit, userId), "a sign-in failed");
  if (userId === null) return;
  try {
    // Nobody knows who it was.
    const event = { userId, by: null, action: "user.sign_in_failed", targetId: userId };
    await auditOfUser(visit.db, visit, event);
  } catch (error) {
    log.error({ err: error }, "a failed sign-in is not in the account's trail");
  }
}

/** A sign-in was not tried. Told in the log alone: whoever goes on would fill the trail without end. */
export function noteThrottled(visit: Visit, userId: string | null): void {
  log.warn(fieldsOf(visit, userId), "a sign-in was not tried: too many have failed");
}
