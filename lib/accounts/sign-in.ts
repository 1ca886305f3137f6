import { insertSession, insertSessionWithPassword } from "@/db/queries/sessions";
import { findCredentials } from "@/db/queries/users";
import { guardedCheck, TooManyAttempts } from "@/lib/accounts/attempts";
import { auditSignIn, noteFailure, noteThrottled } from "@/lib/accounts/note-sign-in";
import { isPassword } from "@/lib/accounts/password";
import { WRONG_CREDENTIALS, type SignIn } from "@/lib/accounts/schema";
import type { Visit } from "@/lib/accounts/visit";
import { uuidv7 } from "@/lib/ids";
import { printable } from "@/lib/printable";
import { Refusal } from "@/lib/refusal";

export interface SignedIn {
  userId: string;
  sessionId: string;
}

/** Long ones are cut: the list of sessions shows a browser's name, not its life. */
const MAX_USER_AGENT_LENGTH = 300;

const newSession = (visit: Visit, userId: string) => ({
  id: uuidv7(),
  userId,
  ip: visit.ip,
  userAgent:
    visit.userAgent === null ? null : printable(visit.userAgent.slice(0, MAX_USER_AGENT_LENGTH)),
});

/**
 * Begins a session for who knows the password. An unknown address takes as long, and is told the
 * same, as a wrong password.
 * @throws {Refusal} when email and password do not fit, or were tried too often
 */
export async function signIn({ visit, input }: { visit: Visit; input: SignIn }): Promise<SignedIn> {
  const { db, ip } = visit;
  const user = await findCredentials(db, { email: input.email });
  const hash = user?.passwordHash ?? null;
  const right = await guardedCheck(input.email, ip, () => isPassword(input.password, hash)).catch(
    (error: unknown) => {
      if (error instanceof TooManyAttempts) noteThrottled(visit, user?.id ?? null);
      throw error;
    },
  );
  if (!right || !user || !hash) {
    // Not waited for: how long the answer takes must not tell whether there is such a user.
    void noteFailure(visit, user?.id ?? null);
    throw wrong();
  }
  const session = newSession(visit, user.id);
  // A password that was changed during the check must not open a session any more.
  const begun = await db.transaction(async (tx) => {
    const isBegun = await insertSessionWithPassword(tx, session, hash);
    if (isBegun) await auditSignIn(tx, visit, { userId: user.id, sessionId: session.id });
    return isBegun;
  });
  if (!begun) throw wrong();
  return { userId: user.id, sessionId: session.id };
}

/** Begins a session for a user whom a provider has vouched for. */
export async function beginSession(visit: Visit, userId: string): Promise<SignedIn> {
  const session = newSession(visit, userId);
  await visit.db.transaction(async (tx) => {
    await insertSession(tx, session);
    await auditSignIn(tx, visit, { userId, sessionId: session.id });
  });
  return { userId, sessionId: session.id };
}

const wrong = () => new Refusal("invalid", WRONG_CREDENTIALS);
