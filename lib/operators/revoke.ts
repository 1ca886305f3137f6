import type { Queryable } from "@/db/queryable";
import { unsetOperator } from "@/db/queries/operators";
import { accountByEmail } from "@/lib/accounts/list";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import type { OperatorRef } from "@/lib/operators/schema";
import { Refusal } from "@/lib/refusal";

interface RevokeCall {
  db: Queryable;
  /** The command line, where nobody else is named. */
  actor?: Actor;
  input: OperatorRef;
}

/**
 * Makes an operator a user as all others, from their next request on.
 * @throws {Refusal} when there is no such user, or they are no operator
 */
export async function revokeOperator({
  db,
  actor = { kind: "cli", userId: null, ip: null },
  input: { email },
}: RevokeCall): Promise<{ id: string; email: string; revoked: true }> {
  const { id, userId } = await accountByEmail(db, email);
  return db.transaction(async (tx) => {
    if (!(await unsetOperator(tx, userId))) {
      throw new Refusal("conflict", `${email} is no operator.`, "email");
    }
    const ctx = { accountId: id, actor };
    await writeAudit(tx, { ctx, action: "operator.revoke", targetId: userId });
    return { id: userId, email, revoked: true };
  });
}
