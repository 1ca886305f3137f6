import { openSession } from "@/db/queries/sessions";
import { guardedCode, TooManyAttempts } from "./attempts";
import { auditSignIn, noteFailure, noteThrottled } from "./note-sign-in";
import type { Visit } from "./visit";
import { uuidv7 } from "@/lib/ids";
import { Refusal } from "@/lib/refusal";
import { type EnterCode, WRONG_CODE } from "@/lib/two-factor/schema";
import { takeCode } from "@/lib/two-factor/take-code";

export interface EnterCodeCall {
  visit: Visit;
  /** The session that waits for the code. */
  session: { id: string; userId: string };
  input: EnterCode;
  authSecret: string;
  nowMs?: number;
}

/**
 * The second half of a sign-in: opens the session of who has the second factor.
 * @returns the id that it has from now on; the one that waited names nothing any more
 * @throws {Refusal} invalid on `code`; forbidden when the session waits no more, or too many codes were wrong
 */
export async function enterCode({
  visit,
  session: { id, userId },
  input: { code },
  authSecret,
  nowMs,
}: EnterCodeCall): Promise<{ sessionId: string }> {
  const newId = uuidv7();
  const check = () =>
    visit.db.transaction(async (tx) => {
      const by = await takeCode(tx, { userId, code, authSecret, nowMs });
      if (!by) return false;
      if (!(await openSession(tx, { sessionId: id, userId, newId }))) throw waitedTooLong();
      await auditSignIn(tx, visit, { userId, sessionId: newId, by });
      return true;
    });
  const isRight = await guardedCode(visit.db, userId, check).catch((error: unknown) => {
    if (error instanceof TooManyAttempts) void noteThrottled(visit, userId, error);
    throw error;
  });
  if (isRight) return { sessionId: newId };
  await noteFailure(visit, userId, "code");
  throw new Refusal("invalid", WRONG_CODE, "code");
}

export const waitedTooLong = () =>
  new Refusal("forbidden", "This sign-in took too long. Sign in again.");
