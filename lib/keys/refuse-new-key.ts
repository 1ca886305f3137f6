import { findCredentials } from "@/db/queries/users";
import type { Queryable } from "@/db/queryable";
import { requireProofWhereAsked } from "@/lib/sessions/proof";
import type { AccountContext } from "@/lib/context";
import { refuseWithoutRoom } from "@/lib/keys/room-for-key";
import { mailIsSetUp } from "@/lib/mail";
import { Refusal } from "@/lib/refusal";

export const CONFIRM_FIRST =
  "Confirm your address before you make a key: open the link that was mailed to you, or have it sent again.";

/**
 * Makes sure that a key may be made in an account, by who asks.
 * @param needsAddress whether a person's address must be confirmed
 * @throws {Refusal} forbidden for a person whose address is not confirmed, where mail is set up; unproven where
 *   the account asks for proof; conflict when it has as many keys as its plan allows
 */
export async function refuseNewKey(
  tx: Queryable,
  ctx: AccountContext,
  needsAddress = mailIsSetUp(),
): Promise<void> {
  const { kind, userId } = ctx.actor;
  if (needsAddress && kind === "user" && userId) {
    const user = await findCredentials(tx, { id: userId });
    if (!user?.emailVerifiedAt) throw new Refusal("forbidden", CONFIRM_FIRST);
  }
  await requireProofWhereAsked(ctx, tx);
  await refuseWithoutRoom(tx, ctx.accountId);
}
