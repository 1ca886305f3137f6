import type { Database } from "@/db/client";
import { lockAccount } from "@/db/queries/accounts";
import { clearLog } from "@/db/queries/clear-log";
import { clearTrail, deleteKeys, deletePeople, markDeleted } from "@/db/queries/delete-account";
import { noSuchAccount } from "@/lib/accounts/list";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import { isUuid } from "@/lib/ids";
import { Refusal } from "@/lib/refusal";

/** Who waits for the answer gets it within that, however long the log is. */
const CLEARING_MS = 5_000;

interface DeleteCall {
  db: Database;
  /** The command line, where nobody else is named. */
  actor?: Actor;
  id: string;
  /** Waits until this instance has written the account's log rows, where there is one. */
  settle?: (accountId: string) => Promise<void>;
}

/**
 * Deletes an account that is suspended: its people, keys and settings go, and its log rows lose what is personal.
 * There is no way back. What names it (log rows, sums, its trail) stays, for the operator's own figures.
 * @throws {Refusal} not_found, also when it was deleted before; conflict where it is not suspended
 */
export async function deleteAccount({
  db,
  actor = { kind: "cli", userId: null, ip: null },
  id,
  settle = () => Promise.resolve(),
}: DeleteCall): Promise<{ id: string; deleted: true }> {
  await db.transaction(async (tx) => {
    const account = isUuid(id) ? await lockAccount(tx, id) : null;
    if (!account) throw noSuchAccount();
    if (!account.suspended) {
      throw new Refusal("conflict", "Suspend the account first: only then can it be deleted.");
    }
    await clearTrail(tx, id);
    await deleteKeys(tx, id);
    await deletePeople(tx, id);
    await markDeleted(tx, id);
    const ctx = { accountId: id, actor };
    await writeAudit(tx, { ctx, action: "account.delete", targetId: id });
  });
  await settle(id);
  await clearLog(db.$client, id, CLEARING_MS);
  return { id, deleted: true };
}
