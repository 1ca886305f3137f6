import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { asArray } from "./as-array";

export interface QuotaOutlookRow extends Record<string, unknown> {
  /** The key's. */
  id: string;
  /** The database's clock, which decides windows; ISO 8601, like all moments here. */
  now: string;
  /** When an uncapped or capped window next has room for one request more. */
  daily_frees: string | null;
  weekly_frees: string | null;
  monthly_frees: string | null;
  /** How many requests leave each window within the next hour. */
  daily_hour: number;
  weekly_hour: number;
  monthly_hour: number;
  /** Counted requests of the last 60 minutes. */
  last_hour: number;
  /** Counted requests by the hour over 30 days, oldest first: `[[Unix seconds, count], …]`. */
  hours: [number, number][];
}

const frees = (name: string, interval: string) => sql`
  case when k.${sql.raw(`quota_${name}`)} is null then null
    -- Not reached: the oldest one's leaving is found by index, without adding up all minutes.
    when s.${sql.raw(name)} < k.${sql.raw(`quota_${name}`)}
      then latchkey_window_resets_at(k.budget_id, now(), ${sql.raw(`interval '${interval}'`)})
    else latchkey_window_frees_at(k.budget_id, now(), ${sql.raw(`interval '${interval}'`)},
      s.${sql.raw(name)}, k.${sql.raw(`quota_${name}`)}) end`;

/** What leaves a window within the hour: its first 60 minutes. */
const leaving = (name: string, interval: string) => sql`
  case when k.${sql.raw(`quota_${name}`)} is null then 0 else coalesce((
    select sum(m.counted) from usage_minutes m join api_keys b on b.id = m.key_id
    where b.budget_id = k.budget_id
      and m.minute >= date_trunc('minute', now() - ${sql.raw(`interval '${interval}'`)}, 'UTC')
      and m.minute < date_trunc('minute', now() - ${sql.raw(`interval '${interval}'`)}, 'UTC')
        + interval '60 minutes'), 0)::float8 end`;

/** What the budgets of keys have counted and when it leaves the windows, from one snapshot. */
export async function readQuotaOutlooks(
  db: Queryable,
  accountId: string,
  keyIds: readonly string[],
): Promise<QuotaOutlookRow[]> {
  return db.execute<QuotaOutlookRow>(sql`
    select k.id, now() as now,
      ${frees("daily", "24 hours")} as daily_frees,
      ${frees("weekly", "168 hours")} as weekly_frees,
      ${frees("monthly", "720 hours")} as monthly_frees,
      ${leaving("daily", "24 hours")} as daily_hour,
      ${leaving("weekly", "168 hours")} as weekly_hour,
      ${leaving("monthly", "720 hours")} as monthly_hour,
      coalesce((select sum(m.counted) from usage_minutes m join api_keys b on b.id = m.key_id
        where b.budget_id = k.budget_id and m.minute > now() - interval '60 minutes'), 0)::float8
        as last_hour,
      coalesce((select json_agg(json_build_array(extract(epoch from h.hour)::float8, h.counted)
          order by h.hour)
        from (select u.hour, sum(u.counted)::float8 as counted
          from usage_hours u join api_keys b on b.id = u.key_id
          where b.budget_id = k.budget_id and u.hour > now() - interval '721 hours'
          group by u.hour) h), '[]'::json) as hours
    from api_keys k cross join lateral latchkey_budget_state(k.budget_id, now()) s
    where k.id = any(${asArray(keyIds)}::uuid[]) and k.account_id = ${accountId}`);
}
