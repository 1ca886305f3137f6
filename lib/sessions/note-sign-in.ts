import { findAccountOfUser } from "@/db/queries/accounts";
import { addSignInFailure } from "@/db/queries/auth-failures";
import type { Queryable } from "@/db/queryable";
import { TooManyAttempts } from "./attempts";
import { countFailedSignIn } from "./failed-sign-ins";
import type { Visit } from "./visit";
import { type AuditEvent, writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { blockUnit, canonicalAddress } from "@/lib/http/client-address";
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

type UserEvent = Pick<AuditEvent, "action" | "targetId" | "before" | "after">;

/**
 * Writes something that happened to a user into the trail of the account for which they act.
 * @param by who did it; null where nobody knows
 */
export async function auditOfUser(
  tx: Queryable,
  { ip, requestId }: Visit,
  { userId, by, ...event }: UserEvent & { userId: string; by: string | null },
): Promise<void> {
  const account = await findAccountOfUser(tx, userId);
  if (!account) return;
  const actor = { kind: "user" as const, userId: by, ip, requestId };
  await writeAudit(tx, { ctx: { accountId: account.id, actor }, ...event });
}

interface Session {
  userId: string;
  sessionId: string;
}

/** What somebody signed in by, after the password or instead of it. */
export type SecondStep = "authenticator" | "recovery" | null;

/** Somebody has signed in; call it with the transaction that begins the session. */
export function auditSignIn(
  tx: Queryable,
  visit: Visit,
  { userId, sessionId, by = null }: Session & { by?: SecondStep },
): Promise<void> {
  return auditOfUser(tx, visit, {
    userId,
    by: userId,
    action: "session.begin",
    targetId: sessionId,
    after: by && { secondFactor: by },
  });
}

/** Somebody has signed out; call it with the transaction that ends the session. */
export function auditSignOut(
  tx: Queryable,
  visit: Visit,
  { userId, sessionId }: Session,
): Promise<void> {
  return auditOfUser(tx, visit, { userId, by: userId, action: "session.end", targetId: sessionId });
}

/** The password was right, and a code is awaited. Told in the log alone: nobody is in yet. */
export function noteFirstStep(visit: Visit, userId: string): void {
  log.info(fieldsOf(visit, userId), "a sign-in waits for its second factor");
}

/** What somebody showed that was wrong, at a sign-in or when they were asked again. */
export type Wrong = "password" | "code" | "proof";

const FAILED: Record<Wrong, string> = {
  password: "user.sign_in_failed",
  code: "user.code_failed",
  proof: "user.proof_failed",
};

/**
 * A password or a code was wrong. Without such a user it is counted by its address, for the operator; it blocks
 * nobody. Never fails.
 */
export async function noteFailure(
  visit: Visit,
  userId: string | null,
  wrong: Wrong = "password",
): Promise<void> {
  countFailedSignIn();
  const what = wrong === "proof" ? "somebody did not show who they are" : "a sign-in failed";
  log.warn({ ...fieldsOf(visit, userId), wrong }, what);
  try {
    if (userId === null) {
      const address = visit.ip === null ? null : canonicalAddress(visit.ip);
      if (address !== null) await addSignInFailure(visit.db, blockUnit(address));
      return;
    }
    // Nobody knows who it was.
    await auditOfUser(visit.db, visit, {
      userId,
      by: null,
      action: FAILED[wrong],
      targetId: userId,
    });
  } catch (error) {
    log.error({ err: error }, "a failed sign-in is not on record");
  }
}

/**
 * A sign-in was not tried. The first one is in the account's trail; the others are told in the log alone: whoever
 * goes on would fill the trail without end. Never fails.
 */
export async function noteThrottled(
  visit: Visit,
  userId: string | null,
  { isFirst }: TooManyAttempts,
): Promise<void> {
  log.warn(fieldsOf(visit, userId), "a sign-in was not tried: too many have failed");
  if (!isFirst || userId === null) return;
  try {
    const event = { by: null, action: "user.sign_in_throttled", targetId: userId };
    await auditOfUser(visit.db, visit, { userId, ...event });
  } catch (error) {
    log.error({ err: error }, "a throttled sign-in is not on record");
  }
}

/**
 * Runs a check of a person who is signed in, and notes how it went wrong.
 * @param check null or false when what they showed is wrong
 * @throws {TooManyAttempts} what the check throws
 */
export async function notedProof<T>(
  { db, actor }: AccountContext,
  userId: string,
  check: () => Promise<T>,
): Promise<T> {
  const visit = { db, ip: actor.ip, userAgent: null, requestId: actor.requestId };
  let shown: T;
  try {
    shown = await check();
  } catch (error) {
    if (error instanceof TooManyAttempts) await noteThrottled(visit, userId, error);
    throw error;
  }
  if (!shown) await noteFailure(visit, userId, "proof");
  return shown;
}
