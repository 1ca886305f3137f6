import type { Queryable } from "@/db/queryable";
import { setMaxKeys as store } from "@/db/queries/accounts";
import { noSuchPlan } from "@/lib/accounts/create";
import type { SetMaxKeys } from "@/lib/plans/schema";

/**
 * Sets how many keys an account on a plan may have. Accounts that have more keep them, and make none.
 * @throws {Refusal} when there is no such plan
 */
export async function setMaxKeys({
  db,
  input,
}: {
  db: Queryable;
  input: SetMaxKeys;
}): Promise<SetMaxKeys> {
  if (!(await store(db, input.name, input.maxKeys))) throw noSuchPlan(input.name);
  return input;
}
