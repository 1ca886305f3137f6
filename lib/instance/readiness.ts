import { withDeadline } from "@/lib/time/deadline";
import type { Instance } from "./instance";

const DEADLINE_MS = 2_000;

/** Why an instance should get no traffic, in words for its operator; null when it is ready. */
export async function whyNotReady(
  instance: Pick<Instance, "sql" | "engine">,
): Promise<string | null> {
  const { sql, engine } = instance;
  const { journalTrouble } = engine;
  if (journalTrouble !== null) return `the request journal cannot be written: ${journalTrouble}`;
  try {
    await withDeadline(sql`select 1`, DEADLINE_MS, "a query");
  } catch {
    return "the database does not answer";
  }
  if (!engine.isDatabaseWhole) return "the database is not all there: a dump is being restored";
  if (!engine.isInTouch()) return "the database's heartbeats are not answered";
  return null;
}

/**
 * What an operator should know of the plan limits; null where they hold over all instances. In shares they hold as well,
 * and no account gets more: no reason for a balancer to drop every instance.
 */
export async function planLimitsNote({
  engine,
  sharedPlanLimits,
}: Pick<Instance, "engine" | "sharedPlanLimits">): Promise<string | null> {
  if (sharedPlanLimits !== null) {
    if (await sharedPlanLimits.answers()) return null;
    return `Redis does not answer (${sharedPlanLimits.whyLost}): plan limits are enforced in local shares`;
  }
  const instances = engine.liveInstances();
  if (instances === 1) return null;
  return `${instances} instances run without Redis: each enforces its share of the plan limits. Set REDIS_URL to count together`;
}
