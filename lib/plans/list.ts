import type { Queryable } from "@/db/queryable";
import { listPlans as selectPlans } from "@/db/queries/accounts";

/** A plan's limits, which all keys of an account share. */
export interface PlanView {
  name: string;
  /** Requests in any second; null for no limit. */
  perSecond: number | null;
  /** Requests in any minute; null for no limit. */
  perMinute: number | null;
}

/** All plans, the smallest first. */
export function listPlans({ db }: { db: Queryable }): Promise<PlanView[]> {
  return selectPlans(db);
}
