import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";

export interface QuotaAheadRow extends Record<string, unknown> {
  id: string;
  alias: string;
  /** ISO 8601. */
  created_at: string;
  expires_at: string | null;
  quota_total: number | null;
  quota_daily: number | null;
  quota_weekly: number | null;
  quota_monthly: number | null;
  total: number;
  daily: number;
  weekly: number;
  monthly: number;
}

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
      select k.id, k.alias, k.created_at, k.expires_at, k.budget_id, k.quota_total,
        k.quota_daily, k.quota_weekly, k.quota_monthly
      from api_keys k cross join lateral (
        select sum(m.counted) as per_hour from api_keys b join usage_minutes m on m.key_id = b.id
        where b.budget_id = k.budget_id and m.minute >= now() - interval '1 hour'
      ) r
      where k.account_id = ${accountId} and k.active
        and coalesce(k.expires_at > now(), true) and coalesce(k.deactivate_at > now(), true)
        and least(k.quota_total, k.quota_daily, k.quota_weekly, k.quota_monthly) is not null
        and r.per_hour > 0
      order by r.per_hour / least(k.quota_total, k.quota_daily, k.quota_weekly, k.quota_monthly) desc
      limit ${limit}
    )
    select k.id, k.alias, k.created_at, k.expires_at, k.quota_total::float8,
      k.quota_daily::float8, k.quota_weekly::float8, k.quota_monthly::float8,
      s.total::float8, s.daily::float8, s.weekly::float8, s.monthly::float8
    from rates k cross join lateral latchkey_budget_state(k.budget_id, now()) s`);
}
