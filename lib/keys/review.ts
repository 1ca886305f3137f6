import { inSession } from "@/lib/sessions/in-session";
import { beginKeyReviews, endKeyReviews, listKeyReviews } from "@/db/queries/key-reviews";
import { lockKeys, setKeysActive } from "@/db/queries/key-switch";
import type { Queryable } from "@/db/queryable";
import type { Visit } from "@/lib/sessions/visit";
import { writeAudits } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import type { ReviewKeys } from "@/lib/keys/schema";

/*
 * After a password was reset, the owner says of each key that was active which ones stay: whoever had the account
 * before may have made them.
 */

/**
 * Asks the owner about every active key of a user's accounts; call it with the transaction of the reset.
 * @param switchOff whether they are off until the owner has answered
 * @returns how many were switched off
 */
export async function reviewKeys(
  tx: Queryable,
  { ip, requestId }: Visit,
  { userId, switchOff }: { userId: string; switchOff: boolean },
): Promise<number> {
  const asked = await beginKeyReviews(tx, userId, switchOff);
  if (!switchOff) return 0;
  await writeAudits(
    tx,
    asked.map(({ keyId, accountId }) => ({
      ctx: { accountId, actor: { kind: "system" as const, userId: null, ip, requestId } },
      action: "key.deactivate",
      targetId: keyId,
      before: { active: true },
      after: { active: false },
    })),
  );
  return asked.length;
}

/** So many are asked about at a time: those that are answered for make room for the next. */
const AT_A_TIME = 100;

/** The keys that the owner is asked about, the newest first. */
export const keysToReview = ({ ctx: { db, accountId } }: { ctx: AccountContext }) =>
  listKeyReviews(db, accountId, AT_A_TIME);

export type KeyToReview = Awaited<ReturnType<typeof keysToReview>>[number];

/**
 * The owner's answer: these keys stay as they were before the reset, or are switched off. Keys that are not on the
 * list are left alone.
 * @returns how many were answered for
 */
export async function answerReview({ ctx, input }: { ctx: AccountContext; input: ReviewKeys }) {
  const { keep } = input;
  return inSession(ctx, async (tx) => {
    // In the order in which others lock keys, before the list is touched.
    const locked = await lockKeys(tx, ctx.accountId, [...new Set(input.ids)]);
    const answered = await endKeyReviews(
      tx,
      ctx.accountId,
      locked.map(({ id }) => id),
    );
    const isActive = new Map(locked.map(({ id, active }) => [id, active]));
    const changed = answered
      .filter(
        ({ keyId, switchedOff }) => (keep ? switchedOff : true) && isActive.get(keyId) !== keep,
      )
      .map(({ keyId }) => keyId);
    if (changed.length > 0) await setKeysActive(tx, ctx.accountId, changed, keep);
    await writeAudits(
      tx,
      changed.map((targetId) => ({
        ctx,
        action: keep ? "key.reactivate" : "key.deactivate",
        targetId,
        before: { active: !keep },
        after: { active: keep },
      })),
    );
    return { answered: answered.length };
  });
}
