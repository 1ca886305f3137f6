import { sql } from "drizzle-orm";
import { withDeadline } from "@/lib/enforcement/deadline";
import type { Runtime } from "@/lib/runtime";

const DEADLINE_MS = 2_000;

/** Why an instance should get no traffic, in words for its operator; null when it is ready. */
export async function whyNotReady({ db, engine }: Runtime): Promise<string | null> {
  try {
    await withDeadline(db.execute(sql`select 1`), DEADLINE_MS, "a query");
  } catch {
    return "the database does not answer";
  }
  return engine.isInTouch() ? null : "the database's heartbeats are not answered";
}
