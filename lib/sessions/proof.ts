import { inSession } from "./in-session";
import { asksForProof, setAsksForProof as store } from "@/db/queries/accounts";
import { isPortalFresh } from "@/db/queries/portal";
import { isProven, setProven } from "@/db/queries/sessions";
import { findCredentials } from "@/db/queries/users";
import type { Queryable } from "@/db/queryable";
import { actingUser } from "./acting-user";
import { guardedCheck, guardedCode } from "./attempts";
import { notedProof } from "./note-sign-in";
import { isPassword } from "./password";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { Refusal } from "@/lib/refusal";
import { type Prove, type SetAsksForProof, WRONG_CODE } from "@/lib/two-factor/schema";
import { takeCode } from "@/lib/two-factor/take-code";

/** Who has shown a password or a second factor is not asked again for so long; minutes. */
export const PROOF_HOLDS_MIN = 10;

/**
 * Refuses a person who has not shown lately that it is still them. Nobody else is asked: the command line is the
 * operator's.
 * @throws {Refusal} unproven; forbidden for a portal visitor, who can show nothing
 */
export async function requireProof(
  { db, actor }: AccountContext,
  tx: Queryable = db,
): Promise<void> {
  if (actor.kind === "portal") return requireFreshVisit(tx, actor.sessionId);
  if (actor.kind !== "user") return;
  if (actor.sessionId && (await isProven(tx, actor.sessionId, PROOF_HOLDS_MIN))) return;
  throw new Refusal("unproven", "Show that it is you, then go on.");
}

/**
 * Who came by a link has shown to the operator's app who they are, and has nothing to show here: opening the link is
 * their proof, and holds as long as any other.
 */
async function requireFreshVisit(tx: Queryable, sessionId: string | undefined): Promise<void> {
  if (sessionId && (await isPortalFresh(tx, sessionId, PROOF_HOLDS_MIN))) return;
  throw new Refusal(
    "forbidden",
    "You have been here for a while. Go back to where you came from and open this page again, then go on.",
  );
}

/** `requireProof` where the account asks for it. @throws {Refusal} unproven */
export async function requireProofWhereAsked(ctx: AccountContext, tx: Queryable): Promise<void> {
  if (await asksForProof(tx, ctx.accountId)) await requireProof(ctx, tx);
}

/**
 * Takes a password or a code of the second factor as proof that it is still the same person.
 * @throws {Refusal} invalid on `password` or `code`
 */
export async function prove({
  ctx,
  input: { password, code },
  authSecret,
}: {
  ctx: AccountContext;
  input: Prove;
  authSecret: string;
}): Promise<object> {
  const userId = actingUser(ctx);
  const { sessionId } = ctx.actor;
  if (!sessionId) throw new Refusal("forbidden", "Sign in again.");
  const isByCode = code !== "";
  const isRight = await notedProof<unknown>(ctx, userId, () =>
    isByCode
      ? guardedCode(ctx.db, userId, () =>
          inSession(ctx, async (tx) => takeCode(tx, { userId, code, authSecret })),
        )
      : isTheirPassword(ctx, userId, password),
  );
  if (!isRight) {
    if (isByCode) throw new Refusal("invalid", WRONG_CODE, "code");
    throw new Refusal("invalid", "This is not your password.", "password");
  }
  await setProven(ctx.db, sessionId, userId);
  return {};
}

async function isTheirPassword({ db, actor }: AccountContext, userId: string, password: string) {
  const user = await findCredentials(db, { id: userId });
  const hash = user?.passwordHash ?? null;
  return guardedCheck({ db, ip: actor.ip }, userId, () => isPassword(password, hash));
}

/**
 * Sets whether the account's people show again who they are before a key is made, rotated or given more.
 * @throws {Refusal} unproven
 */
export async function setAsksForProof({
  ctx,
  input: { on },
}: {
  ctx: AccountContext;
  input: SetAsksForProof;
}): Promise<{ on: boolean }> {
  await requireProof(ctx);
  await inSession(ctx, async (tx) => {
    const was = await store(tx, ctx.accountId, on);
    if (was === on) return;
    const event = { ctx, action: "account.proof", targetId: ctx.accountId };
    await writeAudit(tx, { ...event, before: { asksForProof: was }, after: { asksForProof: on } });
  });
  return { on };
}
