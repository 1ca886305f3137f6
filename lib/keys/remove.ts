import { inSession } from "@/lib/sessions/in-session";
import { deleteKey, lockKey } from "@/db/queries/keys";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { databaseError } from "@/lib/storage/database-error";
import { noSuchKey } from "@/lib/keys/list";
import type { KeyRef } from "@/lib/keys/schema";
import { Refusal } from "@/lib/refusal";

const FOREIGN_KEY_VIOLATION = "23503";

interface RemoveCall {
  ctx: AccountContext;
  input: KeyRef;
}

/**
 * Deletes a key that was never used. That is the database's own decision, through the foreign key
 * of what the key's requests have written: a request at the same moment cannot slip through.
 * @throws {Refusal} not_found; conflict once the key has been used
 */
export async function removeKey({
  ctx,
  input,
}: RemoveCall): Promise<{ id: string; deleted: true }> {
  const { id } = input;
  try {
    return await inSession(ctx, async (tx) => {
      const key = await lockKey(tx, ctx.accountId, id);
      if (!key) throw noSuchKey();
      await deleteKey(tx, ctx.accountId, id, key.budgetId);
      const before = { alias: key.alias, category: key.category };
      await writeAudit(tx, { ctx, action: "key.delete", targetId: id, before });
      return { id, deleted: true };
    });
  } catch (error) {
    if (databaseError(error).code !== FOREIGN_KEY_VIOLATION) throw error;
    throw new Refusal(
      "conflict",
      "This key has been used, so it cannot be deleted. Deactivate it instead.",
    );
  }
}
