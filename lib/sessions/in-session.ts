import { holdPortalSession } from "@/db/queries/portal";
import { holdSession } from "@/db/queries/sessions";
import type { Queryable } from "@/db/queryable";
import type { AccountContext, Actor } from "@/lib/context";
import { Refusal } from "@/lib/refusal";

/**
 * Runs a change of a person's in a transaction, and only while their sign-in stands: one that is ended at that
 * moment, by a reset of the password for instance, either comes first, and nothing is done, or waits for the change
 * and sees it. Whoever acts without a session (the command line) is not asked.
 * @throws {Refusal} forbidden when the session has ended
 */
export function inSession<T>(
  { db, actor }: AccountContext,
  work: (tx: Queryable) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    if (!(await standsStill(tx, actor))) {
      throw new Refusal(
        "forbidden",
        "You were signed out meanwhile, so nothing was done. Sign in again.",
      );
    }
    return work(tx);
  });
}

async function standsStill(tx: Queryable, { kind, userId, sessionId }: Actor): Promise<boolean> {
  if (!sessionId) return true;
  if (kind === "portal") return holdPortalSession(tx, sessionId);
  return !userId || holdSession(tx, sessionId, userId);
}
