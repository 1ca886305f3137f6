import { withDeadline } from "@/lib/enforcement/deadline";
import type { Instance } from "@/lib/instance";

const DEADLINE_MS = 2_000;

/** Why an instance should get no traffic, in words for its operator; null when it is ready. */
export async function whyNotReady(
  instance: Pick<Instance, "sql" | "engine">,
): Promise<string | null> {
  const { sql, engine } = instance;
  try {
    await withDeadline(sql`select 1`, DEADLINE_MS, "a query");
  } catch {
    return "the database does not answer";
  }
  if (!engine.isInTouch()) return "the database's heartbeats are not answered";
  return null;
}

/**
 * What an operator should know of Redis; null where there is nothing. Without it plan limits are enforced in
 * shares: no reason for a balancer to drop every instance.
 */
export async function redisNote({
  sharedPlanLimits,
}: Pick<Instance, "sharedPlanLimits">): Promise<string | null> {
  if (sharedPlanLimits === null || (await sharedPlanLimits.answers())) return null;
  return "Redis does not answer: plan limits are enforced in local shares";
}
