import { insertSession } from "@/db/queries/sessions";
import { findCredentials } from "@/db/queries/users";
import { guardedCheck, TooManyAttempts } from "@/lib/sessions/attempts";
import {
  auditSignIn,
  noteFailure,
  noteFirstStep,
  noteThrottled,
} from "@/lib/sessions/note-sign-in";
import { isPassword } from "@/lib/sessions/password";
import { WRONG_CREDENTIALS, type SignIn } from "@/lib/accounts/schema";
import type { Visit } from "@/lib/sessions/visit";
import { uuidv7 } from "@/lib/ids";
import { printable } from "@/lib/text/printable";
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
 * Begins a session for who knows the password; with a second factor, one that waits for its code. An unknown
 * address takes as long, and is told the same, as a wrong password.
 * @throws {Refusal} when email and password do not fit, or were tried too often
 */
export async function signIn({ visit, input }: { visit: Visit; input: SignIn }): Promise<SignedIn> {
  const { db, ip } = visit;
  const user = await findCredentials(db, { email: input.email });
  const hash = user?.passwordHash ?? null;
  const right = await guardedCheck({ db, ip }, input.email, () =>
    isPassword(input.password, hash),
  ).catch((error: unknown) => {
    // Not waited for, and nor is a failure below: how long the answer takes must not tell whether there is
    // such a user.
    if (error instanceof TooManyAttempts) void noteThrottled(visit, user?.id ?? null, error);
    throw error;
  });
  if (!right || !user || !hash) {
    void noteFailure(visit, user?.id ?? null);
    throw wrong();
  }
  const begun = await begin(visit, user.id, hash);
  if (!begun) throw wrong();
  return begun;
}

/** Begins a session for a user whom a provider has vouched for; with a second factor, it waits as well. */
export async function beginSession(visit: Visit, userId: string): Promise<SignedIn> {
  const begun = await begin(visit, userId, null);
  if (!begun) throw new Refusal("not_found", "There is no such user any more.");
  return begun;
}

async function begin(
  visit: Visit,
  userId: string,
  passwordHash: string | null,
): Promise<SignedIn | null> {
  return visit.db.transaction(async (tx) => {
    const session = newSession(visit, userId);
    const begun = await insertSession(tx, session, passwordHash);
    if (!begun) return null;
    const signedIn = { userId, sessionId: session.id };
    if (begun.awaitsCode) noteFirstStep(visit, userId);
    else await auditSignIn(tx, visit, signedIn);
    return signedIn;
  });
}

const wrong = () => new Refusal("invalid", WRONG_CREDENTIALS);
