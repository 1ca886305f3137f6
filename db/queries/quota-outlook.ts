import { sql } from "drizzle-orm";
import { LONGEST_HOURS, quotaCode, ROLLING_NAMES, type RollingName } from "@/lib/quota-windows";
import type { Queryable } from "../queryable";
import { asArray } from "./as-array";
import { hoursAsInterval, intervalOf } from "./quota-interval";

type OfWindows = {
  /** When a capped window next has room for one request more. */
  [Column in `${RollingName}_frees`]: string | null;
} & {
  /** How many requests leave a capped window within the next hour. */
  [Column in `${RollingName}_hour`]: number;
};

export interface QuotaOutlookRow extends OfWindows, Record<string, unknown> {
  /** The key's. */
  id: string;
  /** The database's clock, which decides windows; ISO 8601, like all moments here. */
  now: string;
  /** Counted requests of the last 60 minutes. */
  last_hour: number;
  /** Counted requests by the hour over the longest window, oldest first: `[[Unix seconds, count], …]`. */
  hours: [number, number][];
}

function frees(name: RollingName) {
  const quota = sql.raw(`k.${quotaCode(name)}`);
  const used = sql.raw(`s.${name}`);
  const interval = sql.raw(intervalOf(name));
  return sql`
    case when ${quota} is null then null
      -- Not reached: the oldest one's leaving is found by index, without adding up all minutes.
      when ${used} < ${quota}
        then latchkey_window_resets_at(k.budget_id, now(), ${interval})
      else latchkey_window_frees_at(k.budget_id, now(), ${interval}, ${used}, ${quota})
    end as ${sql.raw(`${name}_frees`)}`;
}

/** What leaves a window within the hour: its first 60 minutes. */
function leaving(name: RollingName) {
  const interval = sql.raw(intervalOf(name));
  return sql`
    case when ${sql.raw(`k.${quotaCode(name)}`)} is null then 0 else coalesce((
      select sum(m.counted) from usage_minutes m join api_keys b on b.id = m.key_id
      where b.budget_id = k.budget_id
        and m.minute >= date_trunc('minute', now() - ${interval}, 'UTC')
        and m.minute < date_trunc('minute', now() - ${interval}, 'UTC')
          + interval '60 minutes'), 0)::float8
    end as ${sql.raw(`${name}_hour`)}`;
}

/** What the budgets of keys have counted and when it leaves the windows, from one snapshot. */
export async function readQuotaOutlooks(
  db: Queryable,
  accountId: string,
  keyIds: readonly string[],
): Promise<QuotaOutlookRow[]> {
  return db.execute<QuotaOutlookRow>(sql`
    select k.id, now() as now,
      ${sql.join([...ROLLING_NAMES.map(frees), ...ROLLING_NAMES.map(leaving)], sql`, `)},
      coalesce((select sum(m.counted) from usage_minutes m join api_keys b on b.id = m.key_id
        where b.budget_id = k.budget_id and m.minute > now() - interval '60 minutes'), 0)::float8
        as last_hour,
      coalesce((select json_agg(json_build_array(extract(epoch from h.hour)::float8, h.counted)
          order by h.hour)
        from (select u.hour, sum(u.counted)::float8 as counted
          from usage_hours u join api_keys b on b.id = u.key_id
          where b.budget_id = k.budget_id and u.hour > now() - ${sql.raw(hoursAsInterval(LONGEST_HOURS + 1))}
          group by u.hour) h), '[]'::json) as hours
    from api_keys k cross join lateral latchkey_budget_state(k.budget_id, now()) s
    where k.id = any(${asArray(keyIds)}::uuid[]) and k.account_id = ${accountId}`);
}
