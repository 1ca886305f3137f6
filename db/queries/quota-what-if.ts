import { sql } from "drizzle-orm";
import { LONGEST_HOURS } from "@/lib/quota-windows";
import type { Queryable } from "../queryable";
import { asArray } from "./as-array";

export interface CountedHistory extends Record<string, unknown> {
  /** All that the budget has counted ever. */
  total: number;
  /** Counted in the window that ends now; null for an all-time quota. */
  used: number | null;
  /** `[[Unix minutes, of the key, of others], …]`, oldest first. */
  minutes: [number, number, number][];
  /** The same of hours before the first of those minutes; a time in Unix minutes as well. */
  hours: [number, number, number][];
}

/** How far back minutes are looked at. The rounds keep them a day longer than any window is. */
const MINUTES_DAYS = Math.ceil(LONGEST_HOURS / 24) + 1;

/** What a key and the others on its budget were counted for, minute by minute, from one snapshot. */
export async function readCountedHistory(
  db: Queryable,
  accountId: string,
  keyId: string,
  { fromMs, windowMs }: { fromMs: number; windowMs: number | null },
): Promise<CountedHistory | null> {
  const from = new Date(fromMs).toISOString();
  const windowS = windowMs === null ? null : windowMs / 1000;
  const bucketsOf = (table: "usage_minutes" | "usage_hours", time: "minute" | "hour") => sql`
    coalesce((
      select json_agg(json_build_array(at, own, others) order by at)
      from (
        select (extract(epoch from u.${sql.raw(time)}) / 60)::float8 as at,
          coalesce(sum(u.counted) filter (where u.key_id = k.id), 0)::float8 as own,
          coalesce(sum(u.counted) filter (where u.key_id <> k.id), 0)::float8 as others
        from ${sql.raw(table)} u join api_keys b on b.id = u.key_id
        where b.budget_id = k.budget_id and u.counted > 0 and u.${sql.raw(time)} >= ${from}::timestamptz
          and u.${sql.raw(time)} ${time === "minute" ? sql`>=` : sql`<`} k.minutes_from
        group by u.${sql.raw(time)}
      ) t), '[]'::json)`;
  const [row] = await db.execute<CountedHistory>(sql`
    select
      (select coalesce(sum(t.counted), 0)::float8 from usage_totals t
        join api_keys b on b.id = t.key_id where b.budget_id = k.budget_id) as total,
      case when ${windowS}::int is not null then
        latchkey_window_used(k.budget_id, now(), make_interval(secs => ${windowS}::int))::float8
      end as used,
      ${bucketsOf("usage_minutes", "minute")} as minutes,
      ${bucketsOf("usage_hours", "hour")} as hours
    from (
      select id, budget_id,
        date_trunc('hour', now() - make_interval(days => ${MINUTES_DAYS}), 'UTC') as minutes_from
      from api_keys where id = ${keyId} and account_id = ${accountId}
    ) k`);
  return row ?? null;
}

/**
 * Which addresses sent the requests that a quota would have rejected: those of a minute that came
 * after the ones it would have admitted. Looks at the latest `rows` counted requests at most.
 */
export async function countRejectedByAddress(
  db: Queryable,
  accountId: string,
  keyId: string,
  rejections: ReadonlyArray<{ minuteMs: number; admitted: number }>,
  rows: number,
): Promise<Array<{ ip: string | null; requests: number }>> {
  const first = rejections[0];
  const last = rejections.at(-1);
  if (!first || !last) return [];
  const moment = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  return db.execute<{ ip: string | null; requests: number }>(sql`
    with latest as (
      select r.at, r.id, r.ip from request_logs r
      where r.account_id = ${accountId} and r.key_id = ${keyId} and r.counted
        and r.at >= ${moment(first.minuteMs)}
        and r.at < ${moment(last.minuteMs)} + interval '1 minute'
      order by r.at desc, r.id desc limit ${rows}
    ), numbered as (
      select ip, date_trunc('minute', at, 'UTC') as minute,
        row_number() over (partition by date_trunc('minute', at, 'UTC') order by at, id) as nth
      from latest
    )
    select host(n.ip) as ip, count(*)::float8 as requests
    from numbered n join unnest(
      ${asArray(rejections.map(({ minuteMs }) => minuteMs / 60_000))}::int[],
      ${asArray(rejections.map(({ admitted }) => admitted))}::int[]) as w (at, admitted)
      on n.minute = to_timestamp(w.at * 60.0)
    where n.nth > w.admitted
    group by n.ip order by 2 desc, 1`);
}
