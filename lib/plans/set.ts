import { findPlan, upsertPlan } from "@/db/queries/accounts";
import type { Queryable } from "@/db/queryable";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import type { PlanView } from "@/lib/plans/list";
import type { SetPlan } from "@/lib/plans/schema";

/** Adds a plan, or changes the limits of one; its accounts are held to them at once. */
export function setPlan({
  db,
  actor = { kind: "cli", userId: null, ip: null },
  input,
}: {
  db: Queryable;
  /** The command line, where nobody else is named. */
  actor?: Actor;
  input: SetPlan;
}): Promise<PlanView> {
  return db.transaction(async (tx) => {
    const before = await findPlan(tx, input.name);
    await upsertPlan(tx, input);
    const ctx = { accountId: null, actor };
    await writeAudit(tx, { ctx, action: "plan.set", before, after: { ...input } });
    return input;
  });
}
