import type { Queryable } from "@/db/queryable";
import { listQuotasAhead } from "@/db/queries/quotas-ahead";
import { byQuota } from "@/lib/quota-windows";
import { quotaOutlooks } from "./quota-outlook";
import type { QuotaAhead } from "@/lib/usage/schema";
import { databaseNow } from "@/lib/time/database-time";

/** Of how many keys the windows are looked into: those that use up most at their present rate. */
const LOOKED_INTO = 8;
const HORIZON_MS = 24 * 3_600_000;

/** Which quotas of an account are reached within 24 hours at this rate, the soonest first. */
export async function quotasAhead(ctx: {
  db: Queryable;
  accountId: string;
}): Promise<QuotaAhead[]> {
  const rows = await listQuotasAhead(ctx.db, ctx.accountId, LOOKED_INTO);
  const keys = rows.map((row) => ({
    id: row.id,
    alias: row.alias,
    quotas: byQuota((name) => row[`quota_${name}`]),
    used: byQuota((name) => row[name]),
    createdAt: new Date(row.created_at),
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
  }));
  const outlooks = await quotaOutlooks({ ctx, input: keys });
  const horizonMs = databaseNow() + HORIZON_MS;
  return keys
    .flatMap(({ id, alias, quotas, used }) =>
      (outlooks.get(id) ?? []).flatMap(({ name, reachedAt }) =>
        reachedAt && reachedAt.getTime() < horizonMs
          ? [
              {
                keyId: id,
                alias,
                quota: name,
                reachedAt,
                used: used[name],
                limit: quotas[name] ?? 0,
              },
            ]
          : [],
      ),
    )
    .sort((a, b) => a.reachedAt.getTime() - b.reachedAt.getTime());
}
