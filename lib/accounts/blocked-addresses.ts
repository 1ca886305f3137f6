import { findBlocksSeenBy, type SeenBlock } from "@/db/queries/account-traffic";
import { liftIpBlock } from "@/db/queries/ip-blocks";
import { inSession } from "@/lib/sessions/in-session";
import type { UnblockAddress } from "@/lib/accounts/schema";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { Refusal } from "@/lib/refusal";

/** Blocked addresses from which this account's keys were used lately. */
export function blockedAddresses({
  db,
  accountId,
}: Pick<AccountContext, "db" | "accountId">): Promise<SeenBlock[]> {
  return findBlocksSeenBy(db, accountId);
}

const LIFTED_BEFORE =
  "This address was blocked again after its block had been lifted. Only the operator can lift it now.";

/**
 * Lifts the block of an address from which this account's keys were used. Once: who is blocked again
 * guesses on, and whoever it is, an account of their own must not help them to.
 * @throws {Refusal} `not_found` when it is not blocked, or no address of this account's callers;
 *   `forbidden` when an account has lifted a block of it before
 */
export async function unblockOwnAddress({
  ctx,
  input,
}: {
  ctx: AccountContext;
  input: UnblockAddress;
}): Promise<{ address: string }> {
  const { accountId } = ctx;
  return inSession(ctx, async (tx) => {
    const [seen] = await findBlocksSeenBy(tx, accountId, input.address);
    if (!seen) throw new Refusal("not_found", "This address is not blocked any more.");
    if (!(await liftIpBlock(tx, seen.ip, accountId))) throw new Refusal("forbidden", LIFTED_BEFORE);
    await writeAudit(tx, {
      ctx,
      action: "ip.unblock",
      before: { ip: seen.ip, until: seen.until.toISOString(), failures: seen.failures },
    });
    return { address: seen.ip };
  });
}
