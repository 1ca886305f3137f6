import { sql } from "drizzle-orm";
import { QUOTA_NAMES, type QuotaCode, quotaCode, type QuotaName } from "@/lib/quota-windows";
import type { Queryable } from "../queryable";

export interface QuotaAheadRow
  extends Record<QuotaCode, number | null>, Record<QuotaName, number>, Record<string, unknown> {
  id: string;
  alias: string;
  /** ISO 8601. */
  created_at: string;
  expires_at: string | null;
}

const QUOTAS = QUOTA_NAMES.map((name) => `k.${quotaCode(name)}`);
const SMALLEST = sql.raw(`least(${QUOTAS.join(", ")})`);
const FIGURES = [...QUOTAS, ...QUOTA_NAMES.map((name) => `s.${name}`)];

/**
 * The capped keys of an account that worked in the last hour and use up most of a quota at the
 * rate of that hour, with what their budgets have counted.
 */
export async function listQuotasAhead(
  db: Queryable,
  accountId: string,
  limit: number,
): Promise<QuotaAheadRow[]> {
  return db.execute<QuotaAheadRow>(sql`
    with rates as materialized (
      select k.id, k.alias, k.created_at, k.expires_at, k.budget_id,
        ${sql.raw(QUOTAS.join(", "))}
      from api_keys k cross join lateral (
        select sum(m.counted) as per_hour from api_keys b join usage_minutes m on m.key_id = b.id
        where b.budget_id = k.budget_id and m.minute >= now() - interval '1 hour'
      ) r
      where k.account_id = ${accountId} and k.active
        and coalesce(k.expires_at > now(), true) and coalesce(k.deactivate_at > now(), true)
        and ${SMALLEST} is not null
        and r.per_hour > 0
      order by r.per_hour / ${SMALLEST} desc
      limit ${limit}
    )
    select k.id, k.alias, k.created_at, k.expires_at,
      ${sql.raw(FIGURES.map((figure) => `${figure}::float8`).join(", "))}
    from rates k cross join lateral latchkey_budget_state(k.budget_id, now()) s`);
}
