import { countSignUp } from "@/lib/accounts/attempts";
import { createAccount } from "@/lib/accounts/create";
import type { SignUp } from "@/lib/accounts/schema";
import type { Visit } from "@/lib/accounts/visit";

/** Makes an account on the smallest plan. @throws {Refusal} when the address is taken */
export async function signUp({ visit, input }: { visit: Visit; input: SignUp }): Promise<void> {
  await countSignUp(visit.ip);
  await createAccount({
    db: visit.db,
    actor: { kind: "user", userId: null, ip: visit.ip },
    input,
  });
}
