import { countSignUp } from "@/lib/sessions/attempts";
import { createAccount } from "@/lib/accounts/create";
import type { SignUp } from "@/lib/accounts/schema";
import { countSignUpOfDay } from "@/lib/accounts/sign-up-limit";
import type { Visit } from "@/lib/sessions/visit";

/**
 * Makes an account on the smallest plan.
 * @param mailLink asks the new user to confirm the address
 * @throws {Refusal} when the address is taken, or too many were made from the same network
 */
export async function signUp({
  visit,
  input,
  mailLink,
}: {
  visit: Visit;
  input: SignUp;
  mailLink?: (user: { id: string; email: string }) => void;
}): Promise<void> {
  await countSignUp(visit);
  await countSignUpOfDay(visit.db, visit.ip);
  const { userId, email } = await createAccount({
    db: visit.db,
    actor: { kind: "user", userId: null, ip: visit.ip, requestId: visit.requestId },
    input,
    isEmailVerified: false,
  });
  mailLink?.({ id: userId, email });
}
