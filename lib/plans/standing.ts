import { findPlan } from "@/db/queries/accounts";
import { findTrafficPeaks, type TrafficPeaks } from "@/db/queries/account-traffic";
import type { AccountContext } from "@/lib/context";
import type { PlanView } from "./list";

export interface PlanStanding {
  plan: PlanView;
  peaks: TrafficPeaks;
}

/** An account's plan, and how close the last 24 hours came to its limits. */
export async function planStanding(
  { db, accountId }: Pick<AccountContext, "db" | "accountId">,
  planName: string,
): Promise<PlanStanding> {
  const [plan, peaks] = await Promise.all([
    findPlan(db, planName),
    findTrafficPeaks(db, accountId),
  ]);
  // A foreign key holds the plan for as long as an account is on it.
  if (!plan) throw new Error(`plan ${planName} has gone`);
  return { plan, peaks };
}
