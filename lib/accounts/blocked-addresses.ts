import { findBlocksSeenBy, type SeenBlock } from "@/db/queries/account-traffic";
import type { UnblockAddress } from "@/lib/accounts/schema";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { unblockAddress } from "@/lib/ip-blocks/unblock";
import { Refusal } from "@/lib/refusal";

/** Blocked addresses from which this account's keys were used lately. */
export function blockedAddresses({
  db,
  accountId,
}: Pick<AccountContext, "db" | "accountId">): Promise<SeenBlock[]> {
  return findBlocksSeenBy(db, accountId);
}

/**
 * Lifts the block of an address that this account's log names.
 * @throws {Refusal} when it is not blocked, or no address of this account's callers
 */
export async function unblockOwnAddress({
  ctx,
  input,
}: {
  ctx: AccountContext;
  input: UnblockAddress;
}): Promise<{ address: string }> {
  const { db, accountId } = ctx;
  return db.transaction(async (tx) => {
    const [seen] = await findBlocksSeenBy(tx, accountId, input.address);
    if (!seen) throw new Refusal("not_found", "This address is not blocked any more.");
    await unblockAddress({ db: tx, input: { address: seen.ip } });
    await writeAudit(tx, {
      ctx,
      action: "ip.unblock",
      before: { ip: seen.ip, until: seen.until.toISOString(), failures: seen.failures },
    });
    return { address: seen.ip };
  });
}
