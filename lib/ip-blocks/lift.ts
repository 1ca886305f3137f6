import type { Queryable } from "@/db/queryable";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import type { IpBlockView } from "@/lib/ip-blocks/list";
import { unblockAddress } from "@/lib/ip-blocks/unblock";

/**
 * Lifts a block for the operator, who is no person here; it stands in the trail that belongs to no account.
 * @throws {Refusal} as `unblockAddress`
 */
export function liftBlock({
  db,
  actor = { kind: "cli", userId: null, ip: null },
  input,
}: {
  db: Queryable;
  /** The command line, where nobody else is named. */
  actor?: Actor;
  input: { address: string };
}): Promise<IpBlockView> {
  return db.transaction(async (tx) => {
    const block = await unblockAddress({ db: tx, input });
    const { ip, until, failures } = block;
    await writeAudit(tx, {
      ctx: { accountId: null, actor },
      action: "ip.unblock",
      before: { ip, until: until.toISOString(), failures },
    });
    return block;
  });
}
