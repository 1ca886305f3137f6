import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

export interface KeyUsageRow {
  active: boolean;
  expires_at: string | null;
  quota_total: string | null;
  quota_daily: string | null;
  quota_weekly: string | null;
  quota_monthly: string | null;
  total: string;
  daily: string;
  weekly: string;
  monthly: string;
  daily_resets: string | null;
  weekly_resets: string | null;
  monthly_resets: string | null;
  credits_total: string;
  credits_month: string;
}

/** Quotas, what is used of them and credits of one key of an account, from one snapshot. */
export async function readKeyUsage(
  db: Database,
  accountId: string,
  keyId: string,
): Promise<KeyUsageRow | null> {
  const rows = await db.execute(sql`
    select k.active and (k.deactivate_at is null or k.deactivate_at > now()) as active,
      k.expires_at, k.quota_total, k.quota_daily, k.quota_weekly, k.quota_monthly,
      s.total, s.daily, s.weekly, s.monthly,
      latchkey_window_resets_at(k.budget_id, now(), interval '24 hours') as daily_resets,
      latchkey_window_resets_at(k.budget_id, now(), interval '168 hours') as weekly_resets,
      latchkey_window_resets_at(k.budget_id, now(), interval '720 hours') as monthly_resets,
      coalesce((select u.credits from usage_totals u where u.key_id = k.id), 0) as credits_total,
      coalesce((select sum(h.credits) from usage_hours h where h.key_id = k.id
        and h.hour >= date_trunc('hour', now() - interval '720 hours', 'UTC')), 0) as credits_month
    from api_keys k cross join lateral latchkey_budget_state(k.budget_id, now()) s
    where k.id = ${keyId} and k.account_id = ${accountId}`);
  return (rows[0] as KeyUsageRow | undefined) ?? null;
}
