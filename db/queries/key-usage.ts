import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import {
  QUOTA_NAMES,
  type QuotaCode,
  quotaCode,
  type QuotaName,
  ROLLING_NAMES,
  type RollingName,
} from "@/lib/quota-windows";
import { intervalOf } from "./quota-interval";

export interface KeyUsageRow
  extends
    Record<QuotaCode, string | null>,
    Record<QuotaName, string>,
    Record<`${RollingName}_resets`, string | null> {
  active: boolean;
  expires_at: string | null;
  credits_total: string;
  credits_month: string;
}

const WINDOWS = [
  ...QUOTA_NAMES.map((name) => `k.${quotaCode(name)}`),
  ...QUOTA_NAMES.map((name) => `s.${name}`),
  ...ROLLING_NAMES.map(
    (name) =>
      `latchkey_window_resets_at(k.budget_id, now(), ${intervalOf(name)}) as ${name}_resets`,
  ),
].join(", ");

/** Quotas, what is used of them and credits of one key of an account, from one snapshot. */
export async function readKeyUsage(
  db: Database,
  accountId: string,
  keyId: string,
): Promise<KeyUsageRow | null> {
  const rows = await db.execute(sql`
    select k.active and (k.deactivate_at is null or k.deactivate_at > now()) as active,
      k.expires_at, ${sql.raw(WINDOWS)},
      coalesce((select u.credits from usage_totals u where u.key_id = k.id), 0) as credits_total,
      coalesce((select sum(h.credits) from usage_hours h where h.key_id = k.id
        and h.hour >= date_trunc('hour', now() - interval '720 hours', 'UTC')), 0) as credits_month
    from api_keys k cross join lateral latchkey_budget_state(k.budget_id, now()) s
    where k.id = ${keyId} and k.account_id = ${accountId}`);
  return (rows[0] as KeyUsageRow | undefined) ?? null;
}
