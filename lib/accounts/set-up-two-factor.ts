import { inSession } from "@/lib/sessions/in-session";
import {
  deleteTotp,
  lockTotp,
  replaceRecoveryCodes,
  setTotpSecret,
  startTotp,
  spendTotpStep,
} from "@/db/queries/two-factor";
import { deleteSessions } from "@/db/queries/sessions";
import type { Queryable } from "@/db/queryable";
import { actingUser } from "@/lib/sessions/acting-user";
import { guardedCode } from "@/lib/sessions/attempts";
import { notedProof } from "@/lib/sessions/note-sign-in";
import { requireProof } from "@/lib/sessions/proof";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { Refusal } from "@/lib/refusal";
import { hashRecoveryCode, newRecoveryCodes } from "@/lib/two-factor/recovery-code";
import { type EnterCode, WRONG_CODE } from "@/lib/two-factor/schema";
import { seal, unseal } from "@/lib/two-factor/seal";
import { takeCode } from "@/lib/two-factor/take-code";
import { newTotpSecret, totpSetUp, totpStep } from "@/lib/two-factor/totp";
import { databaseNow } from "@/lib/time/database-time";

interface Call {
  ctx: AccountContext;
  /** Seals what is kept of the second factor. */
  authSecret: string;
}

interface CodeCall extends Call {
  input: EnterCode;
  nowMs?: number;
}

interface Codes {
  recoveryCodes: string[];
}

/**
 * Makes a secret for an authenticator app. It is asked for from the first right code on (`switchOn`).
 * @throws {Refusal} unproven; conflict when there is a second factor
 */
export async function beginSetUp({ ctx, authSecret }: Call) {
  const userId = actingUser(ctx);
  await requireProof(ctx);
  const secret = newTotpSecret();
  return inSession(ctx, async (tx) => {
    const user = await lockTotp(tx, userId);
    if (!user || !(await setTotpSecret(tx, userId, seal(secret, { authSecret, userId })))) {
      throw new Refusal("conflict", "Two-factor sign-in is on already. Reload the page.");
    }
    return totpSetUp(secret, user.email);
  });
}

/**
 * Puts the second factor in force, and ends the user's other sessions: they were begun without it.
 * @returns the recovery codes, which are nowhere else
 * @throws {Refusal} invalid on `code`; conflict when the setting up was not begun or is done
 */
export async function switchOn({ ctx, authSecret, input, nowMs = databaseNow() }: CodeCall) {
  const userId = actingUser(ctx);
  await requireProof(ctx);
  return withCode(ctx, userId, () =>
    inSession(ctx, async (tx): Promise<Codes | null> => {
      const user = await lockTotp(tx, userId);
      if (!user?.sealedSecret || user.since) {
        throw new Refusal("conflict", "Start again: reload the page.");
      }
      const secret = unseal(user.sealedSecret, { authSecret, userId });
      const step = secret && totpStep(secret, input.code.replace(/\s/g, ""), nowMs);
      if (step === null || !(await spendTotpStep(tx, userId, step))) return null;
      await startTotp(tx, userId);
      const codes = await newCodes(tx, userId);
      const ended = await deleteSessions(tx, userId, ctx.actor.sessionId ?? null);
      const after = { sessionsEnded: ended };
      await writeAudit(tx, { ctx, action: "user.two_factor_on", targetId: userId, after });
      return codes;
    }),
  );
}

/** Takes the second factor away. @throws {Refusal} invalid on `code` */
export async function switchOff({ ctx, authSecret, input, nowMs }: CodeCall): Promise<object> {
  const userId = actingUser(ctx);
  return withCode(ctx, userId, () =>
    inSession(ctx, async (tx) => {
      if (!(await takeCode(tx, { userId, code: input.code, authSecret, nowMs }))) return null;
      await deleteTotp(tx, userId);
      await writeAudit(tx, { ctx, action: "user.two_factor_off", targetId: userId });
      return {};
    }),
  );
}

/** Ten new recovery codes in the place of the old ones. @throws {Refusal} invalid on `code` */
export async function renewRecoveryCodes({ ctx, authSecret, input, nowMs }: CodeCall) {
  const userId = actingUser(ctx);
  return withCode(ctx, userId, () =>
    inSession(ctx, async (tx) => {
      if (!(await takeCode(tx, { userId, code: input.code, authSecret, nowMs }))) return null;
      const codes = await newCodes(tx, userId);
      await writeAudit(tx, { ctx, action: "user.recovery_codes", targetId: userId });
      return codes;
    }),
  );
}

async function newCodes(tx: Queryable, userId: string): Promise<Codes> {
  const recoveryCodes = newRecoveryCodes();
  await replaceRecoveryCodes(
    tx,
    userId,
    recoveryCodes.map((code) => hashRecoveryCode(code)!),
  );
  return { recoveryCodes };
}

/** Counts wrong codes, and says so beside the field. */
async function withCode<T>(
  ctx: AccountContext,
  userId: string,
  perform: () => Promise<T | null>,
): Promise<T> {
  const done = await notedProof(ctx, userId, () => guardedCode(ctx.db, userId, perform));
  if (done === null) throw new Refusal("invalid", WRONG_CODE, "code");
  return done;
}
