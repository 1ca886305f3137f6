import type { Queryable } from "@/db/queryable";
import { revokeToken as store } from "@/db/queries/tokens";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import { isUuid } from "@/lib/ids";
import { Refusal } from "@/lib/refusal";

interface RevokeTokenCall {
  db: Queryable;
  /** The command line, where nobody else is named. */
  actor?: Actor;
  input: { id: string };
}

/**
 * Takes an operator token back: the next call with it is refused, by every instance.
 * @throws {Refusal} not_found, also for one that was revoked before
 */
export function revokeToken({
  db,
  actor = { kind: "cli", userId: null, ip: null },
  input: { id },
}: RevokeTokenCall): Promise<{ id: string; revoked: true }> {
  return db.transaction(async (tx) => {
    const name = isUuid(id) ? await store(tx, id) : null;
    if (name === null) throw new Refusal("not_found", "There is no token with this id.");
    const ctx = { accountId: null, actor };
    await writeAudit(tx, { ctx, action: "token.revoke", targetId: id, before: { name } });
    return { id, revoked: true };
  });
}
