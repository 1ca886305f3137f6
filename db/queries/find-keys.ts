import { and, asc, eq, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { apiKeys } from "../schema/keys";
import { usageTotals } from "../schema/requests";
import { containing } from "./keys";

/**
 * Keys whose alias holds a text, those that begin with it first, then the ones used last. Without
 * a text: the ones used last.
 */
export function findKeysByAlias(db: Queryable, accountId: string, text: string, limit: number) {
  return db
    .select({ id: apiKeys.id, alias: apiKeys.alias, category: apiKeys.category })
    .from(apiKeys)
    .leftJoin(usageTotals, eq(usageTotals.keyId, apiKeys.id))
    .where(
      and(
        eq(apiKeys.accountId, accountId),
        text === "" ? undefined : sql`${apiKeys.alias} ilike ${containing(text)}`,
      ),
    )
    .orderBy(
      sql`starts_with(lower(${apiKeys.alias}), lower(${text})) desc`,
      sql`${usageTotals.lastAt} desc nulls last`,
      asc(sql`lower(${apiKeys.alias})`),
    )
    .limit(limit);
}
