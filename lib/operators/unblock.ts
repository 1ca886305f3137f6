import { holdOperator } from "@/db/queries/operators";
import { actingUser } from "@/lib/sessions/acting-user";
import { inSession } from "@/lib/sessions/in-session";
import type { UnblockAddress } from "@/lib/accounts/schema";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { unblockAddress } from "@/lib/ip-blocks/unblock";
import { Refusal } from "@/lib/refusal";

/**
 * Lifts a block, however often accounts have lifted one of this address. It stands in the trail of the operator's
 * own account.
 * @throws {Refusal} `not_found` for who is no operator, and when the address is not blocked; `invalid` for what is no
 *   address
 */
export function unblockAsOperator({
  ctx,
  input,
}: {
  ctx: AccountContext;
  input: UnblockAddress;
}): Promise<{ address: string }> {
  const userId = actingUser(ctx);
  return inSession(ctx, async (tx) => {
    // Who is none is told what they would be told of any page that is not there.
    if (!(await holdOperator(tx, userId))) throw new Refusal("not_found", "There is nothing here.");
    const { ip, until, failures } = await unblockAddress({ db: tx, input });
    await writeAudit(tx, {
      ctx,
      action: "ip.unblock",
      before: { ip, until: until.toISOString(), failures },
    });
    return { address: ip };
  });
}
