import type { Queryable } from "@/db/queryable";
import { setOperator } from "@/db/queries/operators";
import { accountByEmail } from "@/lib/accounts/list";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import type { OperatorView } from "@/lib/operators/list";
import type { OperatorRef } from "@/lib/operators/schema";
import { Refusal } from "@/lib/refusal";

interface GrantCall {
  db: Queryable;
  /** The command line, where nobody else is named. */
  actor?: Actor;
  input: OperatorRef;
}

/**
 * Makes a user an operator: they see /operate from their next request on.
 * @throws {Refusal} when there is no such user, or they are an operator
 */
export async function grantOperator({
  db,
  actor = { kind: "cli", userId: null, ip: null },
  input: { email },
}: GrantCall): Promise<OperatorView> {
  const { id, userId } = await accountByEmail(db, email);
  return db.transaction(async (tx) => {
    const operator = await setOperator(tx, userId);
    if (!operator) throw new Refusal("conflict", `${email} is an operator already.`, "email");
    const ctx = { accountId: id, actor };
    await writeAudit(tx, { ctx, action: "operator.grant", targetId: userId });
    return operator;
  });
}
