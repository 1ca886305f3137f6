import { lockTotp, takeRecoveryCode, spendTotpStep } from "@/db/queries/two-factor";
import type { Queryable } from "@/db/queryable";
import { hashRecoveryCode } from "@/lib/two-factor/recovery-code";
import { unseal } from "@/lib/two-factor/seal";
import { totpStep } from "@/lib/two-factor/totp";
import { databaseNow } from "@/lib/time/database-time";

export interface TypedCode {
  userId: string;
  code: string;
  authSecret: string;
  nowMs?: number;
}

/**
 * Spends a code of a user's second factor: of the authenticator, or for recovery. None is good twice.
 * @returns what it was; null when it is none of theirs
 */
export async function takeCode(
  tx: Queryable,
  { userId, code, authSecret, nowMs = databaseNow() }: TypedCode,
): Promise<"authenticator" | "recovery" | null> {
  const totp = await lockTotp(tx, userId);
  if (!totp?.sealedSecret || !totp.since) return null;
  const recovery = hashRecoveryCode(code);
  if (recovery) return (await takeRecoveryCode(tx, userId, recovery)) ? "recovery" : null;
  const secret = unseal(totp.sealedSecret, { authSecret, userId });
  const step = secret && totpStep(secret, code.replace(/\s/g, ""), nowMs);
  if (step === null || !(await spendTotpStep(tx, userId, step))) return null;
  return "authenticator";
}
