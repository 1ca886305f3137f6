import type { Queryable } from "@/db/queryable";
import { findPlan, updateAccountPlan } from "@/db/queries/accounts";
import { noSuchPlan } from "@/lib/accounts/create";
import { accountByEmail, type AccountView, getAccount } from "@/lib/accounts/list";
import type { SetAccountPlan } from "@/lib/accounts/schema";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";

interface SetPlanCall {
  db: Queryable;
  /** The operator, where nobody else is named. */
  actor?: Actor;
  input: SetAccountPlan;
}

/**
 * Moves an account to another plan; every instance follows at once.
 * @throws {Refusal} when there is no such account or plan
 */
export async function setAccountPlan({
  db,
  actor = { kind: "cli", userId: null, ip: null },
  input: { email, plan },
}: SetPlanCall): Promise<AccountView> {
  const account = await accountByEmail(db, email);
  await db.transaction(async (tx) => {
    if (!(await findPlan(tx, plan))) throw noSuchPlan(plan);
    await updateAccountPlan(tx, account.id, plan);
    await writeAudit(tx, {
      ctx: { accountId: account.id, actor },
      action: "account.plan",
      targetId: account.id,
      before: { plan: account.plan },
      after: { plan },
    });
  });
  return getAccount(db, account.id);
}
