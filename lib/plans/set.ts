import type { Queryable } from "@/db/queryable";
import { upsertPlan } from "@/db/queries/accounts";
import type { PlanView } from "@/lib/plans/list";
import type { SetPlan } from "@/lib/plans/schema";

/** Adds a plan, or changes the limits of one; its accounts are held to them at once. */
export async function setPlan({ db, input }: { db: Queryable; input: SetPlan }): Promise<PlanView> {
  await upsertPlan(db, input);
  return input;
}
