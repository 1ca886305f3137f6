import { and, desc, eq, gte, inArray, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { apiKeys } from "../schema/keys";
import { requestLogs, usageHours } from "../schema/requests";

const ofKey = (accountId: string, keyId: string) =>
  and(eq(requestLogs.accountId, accountId), eq(requestLogs.keyId, keyId));

/** The newest log rows of a key. */
export function latestRequests(db: Queryable, accountId: string, keyId: string, limit: number) {
  return db
    .select({
      id: requestLogs.id,
      at: requestLogs.at,
      method: requestLogs.method,
      path: requestLogs.path,
      status: requestLogs.status,
      code: requestLogs.code,
      durationMs: requestLogs.durationMs,
      ip: requestLogs.ip,
      userAgent: requestLogs.userAgent,
      credits: requestLogs.credits,
    })
    .from(requestLogs)
    .where(ofKey(accountId, keyId))
    .orderBy(desc(requestLogs.at), desc(requestLogs.id))
    .limit(limit);
}

/** Where the last 24 hours of a key begin, in the list of keys. */
export const firstHour = sql`date_trunc('hour', now(), 'UTC') - interval '23 hours'`;

/** Requests by the hour, of this hour and the 23 before; hours without any are left out. */
export async function requestsByHour(db: Queryable, accountId: string, keyIds: string[]) {
  if (keyIds.length === 0) return [];
  return db
    .select({
      keyId: usageHours.keyId,
      /** 0 for the oldest hour, 23 for the present one. */
      hour: sql<number>`(extract(epoch from ${usageHours.hour} - (${firstHour})) / 3600)::int`,
      requests: usageHours.requests,
    })
    .from(usageHours)
    .innerJoin(apiKeys, eq(apiKeys.id, usageHours.keyId))
    .where(
      and(
        eq(apiKeys.accountId, accountId),
        inArray(usageHours.keyId, keyIds),
        gte(usageHours.hour, firstHour),
      ),
    );
}
