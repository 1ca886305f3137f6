import { withDeadline } from "@/lib/enforcement/deadline";
import type { Instance } from "@/lib/instance";

const DEADLINE_MS = 2_000;

/** Why an instance should get no traffic, in words for its operator; null when it is ready. */
export async function whyNotReady(
  instance: Pick<Instance, "sql" | "engine" | "sharedPlanLimits">,
): Promise<string | null> {
  const { sql, engine, sharedPlanLimits } = instance;
  try {
    await withDeadline(sql`select 1`, DEADLINE_MS, "a query");
  } catch {
    return "the database does not answer";
  }
  if (!engine.isInTouch()) return "the database's heartbeats are not answered";
  if (sharedPlanLimits && !(await sharedPlanLimits.answers())) {
    return "Redis does not answer: plan limits are enforced in local shares";
  }
  return null;
}
