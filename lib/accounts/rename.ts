import { inSession } from "@/lib/sessions/in-session";
import { renameAccount } from "@/db/queries/accounts";
import { renameUser } from "@/db/queries/users";
import { actingUser } from "@/lib/sessions/acting-user";
import type { Rename } from "@/lib/accounts/schema";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { Refusal } from "@/lib/refusal";

/** Renames the user and, with it, the account: as long as accounts have one user, they are one. */
export async function rename({ ctx, input }: { ctx: AccountContext; input: Rename }) {
  const { accountId } = ctx;
  const { name } = input;
  await inSession(ctx, async (tx) => {
    const before = await renameAccount(tx, accountId, name);
    if (before === null) throw new Refusal("not_found", "There is no such account.");
    await renameUser(tx, actingUser(ctx), name);
    await writeAudit(tx, {
      ctx,
      action: "account.rename",
      targetId: accountId,
      before: { name: before },
      after: { name },
    });
  });
  return { name };
}
