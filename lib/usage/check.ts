import type { Database } from "@/db/client";
import { heldPages } from "@/db/held-rows";
import { compareCounters, type WindowCountRow } from "@/db/queries/usage";
import type { QuotaName } from "@/lib/quota-windows";

/** One key and window: what the counters say, and what counting log rows says. */
export interface UsageCheck {
  /** The key's id. */
  key: string;
  alias: string;
  window: QuotaName;
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
 * on one budget, each is checked by itself. In pages, which take no more memory however many keys there are.
 *
 * @param accountId all accounts where it is left out
 */
export async function* checkUsage({
  db,
  accountId,
}: {
  db: Database;
  accountId?: string | undefined;
}): AsyncGenerator<UsageCheck[]> {
  const asked = compareCounters(accountId ?? null);
  for await (const page of heldPages<WindowCountRow>(db, asked, { timeoutMs: TIMEOUT_MS })) {
    yield page.map(({ key, alias, window, counter, log }) => ({
      ...{ key, alias, window, counter, log },
      drift: counter - log,
    }));
  }
}
