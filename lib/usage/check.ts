import type { Queryable } from "@/db/queryable";
import { limitStatements } from "@/db/queries/requests";
import { compareCounters } from "@/db/queries/usage";

/** One key and window: what the counters say, and what counting log rows says. */
export interface UsageCheck {
  /** The key's id. */
  key: string;
  alias: string;
  window: "total" | "daily" | "weekly" | "monthly";
  counter: number;
  log: number;
  /** counter - log: 0 where they agree. */
  drift: number;
}

/** Counting a whole log takes as long as it takes; an operator has asked for it. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * Holds the usage counters of each key against its log rows, over the same minute-aligned windows
 * and from one snapshot, so that traffic meanwhile does not look like drift. Where two keys draw
 * on one budget, each is checked by itself.
 *
 * @param accountId all accounts where it is left out
 */
export async function checkUsage({
  db,
  accountId,
}: {
  db: Queryable;
  accountId?: string;
}): Promise<UsageCheck[]> {
  const rows = await db.transaction(async (tx) => {
    await limitStatements(tx, TIMEOUT_MS);
    return compareCounters(tx, accountId ?? null);
  });
  return rows.map(({ key, alias, window, counter, log }) => ({
    key,
    alias,
    window,
    counter,
    log,
    drift: counter - log,
  }));
}
