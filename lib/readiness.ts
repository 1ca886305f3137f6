import { sql } from "drizzle-orm";
import { withDeadline } from "@/lib/enforcement/deadline";
import type { Runtime } from "@/lib/runtime";

const DEADLINE_MS = 2_000;

/** Why an instance should get no traffic, in words for its operator; null when it is ready. */
export async function whyNotReady(runtime: Runtime): Promise<string | null> {
  const { db, engine, sharedPlanLimits } = runtime;
  try {
    await withDeadline(db.execute(sql`select 1`), DEADLINE_MS, "a query");
  } catch {
    return "the database does not answer";
  }
  if (!engine.isInTouch()) return "the database's heartbeats are not answered";
  if (sharedPlanLimits && !(await sharedPlanLimits.answers())) {
    return "Redis does not answer: plan limits are enforced in local shares";
  }
  return null;
}
