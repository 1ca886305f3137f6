import { countSignUp } from "@/lib/accounts/attempts";
import { createAccount } from "@/lib/accounts/create";
import type { SignUp } from "@/lib/accounts/schema";
import { countSignUpOfDay } from "@/lib/accounts/sign-up-limit";
import type { Visit } from "@/lib/accounts/visit";

/** Makes an account on the smallest plan. @throws {Refusal} when the address is taken, or too many were made from the same network */
export async function signUp({ visit, input }: { visit: Visit; input: SignUp }): Promise<void> {
  await countSignUp(visit.ip);
  await countSignUpOfDay(visit.db, visit.ip);
  await createAccount({
    db: visit.db,
    actor: { kind: "user", userId: null, ip: visit.ip },
    input,
  });
}
