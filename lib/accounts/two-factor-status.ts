import { asksForProof } from "@/db/queries/accounts";
import { countRecoveryCodes, hasTotp } from "@/db/queries/two-factor";
import { hasPassword } from "@/db/queries/users";
import { actingUser } from "@/lib/sessions/acting-user";
import type { AccountContext } from "@/lib/context";

/** By what a user can show that it is still them. */
export interface ProofMethods {
  password: boolean;
  code: boolean;
}

export async function proofMethods(ctx: AccountContext): Promise<ProofMethods> {
  // They have nothing to show here, and are not asked.
  if (ctx.actor.kind === "portal") return { password: false, code: false };
  const userId = actingUser(ctx);
  const [password, code] = await Promise.all([
    hasPassword(ctx.db, userId),
    hasTotp(ctx.db, userId),
  ]);
  return { password, code };
}

/** What the settings show of a user's second factor, and of what the account asks for. */
export async function twoFactorStatus(ctx: AccountContext) {
  const userId = actingUser(ctx);
  const [isOn, recoveryCodesLeft, asks] = await Promise.all([
    hasTotp(ctx.db, userId),
    countRecoveryCodes(ctx.db, userId),
    asksForProof(ctx.db, ctx.accountId),
  ]);
  return { isOn, recoveryCodesLeft, asksForProof: asks };
}
