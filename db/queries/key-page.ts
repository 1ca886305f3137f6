import { and, desc, eq, inArray, lt } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { apiKeys } from "../schema/keys";
import { usageTotals } from "../schema/requests";
import { inState, type KeyRowSearch, matching, selectKeys } from "./keys";

type Search = Pick<KeyRowSearch, "q" | "status" | "category" | "limit"> & { after?: string };

/**
 * Keys of an account that match, the newest first: an id is younger than those that follow it. Which keys they are is
 * found first, so that what their budgets have counted is summed for them alone.
 */
export async function selectKeyPage(db: Queryable, accountId: string, search: Search) {
  const { after, status, limit } = search;
  const page = await db
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .leftJoin(usageTotals, eq(usageTotals.keyId, apiKeys.id))
    .where(
      and(
        matching(accountId, search),
        inState(status),
        after === undefined ? undefined : lt(apiKeys.id, after),
      ),
    )
    .orderBy(desc(apiKeys.id))
    .limit(limit);
  if (page.length === 0) return [];
  const ids = page.map(({ id }) => id);
  return selectKeys(db)
    .where(and(eq(apiKeys.accountId, accountId), inArray(apiKeys.id, ids)))
    .orderBy(desc(apiKeys.id));
}
