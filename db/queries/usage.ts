import { type SQL, sql } from "drizzle-orm";
import { type QuotaName, ROLLING_NAMES } from "@/lib/quota-windows";
import { intervalOf } from "./quota-interval";

/** An answer to `compareCounters`. */
export interface WindowCountRow extends Record<string, unknown> {
  key: string;
  alias: string;
  window: QuotaName;
  counter: number;
  log: number;
}

/** The all-time quota is the first. */
const WIDTHS = ROLLING_NAMES.map((name, i) => `('${name}', ${i + 2}, ${intervalOf(name)})`);
const COUNTS = ROLLING_NAMES.map(
  (name) =>
    `count(*) filter (where r.at >= (select minute_from from edges where name = '${name}')) as ${name}`,
);
const COUNT_OF_NAME = ROLLING_NAMES.map((name) => `when '${name}' then r.${name}`);

/**
 * Asks what the counters say of each key's windows, beside what counting log rows says, from one
 * snapshot. Both take the minute-aligned windows of latchkey_window_used, key by key; the log's
 * total includes what retention has dropped.
 */
export function compareCounters(accountId: string | null): SQL {
  const ofAccount = accountId === null ? sql`true` : sql`k.account_id = ${accountId}`;
  return sql`
    with windows (name, ord, width) as (
      values ${sql.raw(WIDTHS.join(", "))}
    ), edges as (
      select name, ord, date_trunc('minute', now() - width, 'UTC') as minute_from,
        date_trunc('hour', now() - width, 'UTC') + interval '1 hour' as hour_from
      from windows
    ), keys as (
      select k.id, k.account_id, k.alias from api_keys k where ${ofAccount}
    ), rows as (
      select r.key_id, count(*) as total,
        ${sql.raw(COUNTS.join(", "))}
      from request_logs r join keys k on k.id = r.key_id
      where r.counted group by r.key_id
    )
    select k.id as key, k.alias, w.name as window, w.counter::float8 as counter, w.log::float8 as log
    from keys k
      left join usage_totals u on u.key_id = k.id
      left join rows r on r.key_id = k.id
      cross join lateral (
        select 'total' as name, 1 as ord, coalesce(u.counted, 0) as counter,
          coalesce(r.total, 0) + coalesce(u.archived, 0) as log
        union all
        select e.name, e.ord,
          coalesce((select sum(m.counted) from usage_minutes m where m.key_id = k.id
                     and m.minute >= e.minute_from and m.minute < e.hour_from), 0)
          + coalesce((select sum(h.counted) from usage_hours h where h.key_id = k.id
                       and h.hour >= e.hour_from), 0),
          coalesce(case e.name ${sql.raw(COUNT_OF_NAME.join(" "))} end, 0)
        from edges e
      ) w
    order by k.account_id, lower(k.alias), k.id, w.ord`;
}
