import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { OUTCOME_COLUMNS, TTFB_COLUMNS } from "../schema/traffic-columns";
import { asArray } from "./as-array";
import type { Span } from "./span";

type Between = Pick<Span, "from" | "to" | "isUpToNow">;

/** A part of a range: the kind of counters that it is read from, and a condition on their rows `u`. */
interface Part {
  kind: "days" | "quarters";
  when: SQL;
}

/**
 * Whole UTC days are read as such, a range's ragged ends from quarters of an hour. The present day
 * is whole where the range ends now, and has up to 96 times as many quarters.
 */
function partsOf(between: Between): Part[] {
  const days = wholeDays(between);
  const quarters = (from: string, to: string): Part[] => {
    const when = sql`u.quarter >= ${from}::timestamptz and u.quarter < ${to}::timestamptz`;
    return from < to ? [{ kind: "quarters", when }] : [];
  };
  if (days === null) return quarters(between.from, between.to);
  const when = sql`u.day >= ${days.from}::date and u.day < ${days.to}::date`;
  return [
    { kind: "days", when },
    ...quarters(between.from, days.from),
    ...quarters(days.to, between.to),
  ];
}

const sums = (columns: readonly string[]) =>
  sql.raw(columns.map((name) => `sum(u.${name}) as ${name}`).join(", "));

/**
 * Sums of parts, each of which is summed by itself before they are put together: rows are many
 * and wide.
 */
const together = (parts: SQL[], columns: readonly string[]) =>
  sql`select name, ${sums(columns)} from (${sql.join(parts, sql` union all `)}) u group by name`;

/** Sums of the counters of an account's keys, of these only where given, under the key's id. */
function sumsByKey(
  accountId: string,
  between: Between,
  columns: readonly string[],
  keyIds?: readonly string[],
): SQL {
  const parts = partsOf(between).map(
    ({ kind, when }) => sql`
    select u.key_id as name, ${sums(columns)}
    from ${sql.raw(`key_${kind}`)} u join api_keys k on k.id = u.key_id
    where k.account_id = ${accountId} and ${when}
      ${keyIds ? sql`and u.key_id = any(${asArray(keyIds)}::uuid[])` : sql``}
    group by 1`,
  );
  return together(parts, columns);
}

/**
 * Sums of an account's counters by the categories that keys have now: those of categories, less
 * what keys have added to one that they are no longer of, which goes to the one that they are of.
 */
function sumsByCategory(
  accountId: string,
  between: Between,
  columns: readonly string[],
  hasMoved: boolean,
): SQL {
  const moves = sql.raw(columns.map((name) => `sum(u.${name} * way) as ${name}`).join(", "));
  const ranges = partsOf(between);
  const counted = ranges.map(
    ({ kind, when }) => sql`
    select u.category as name, ${sums(columns)} from ${sql.raw(`category_${kind}`)} u
    where u.account_id = ${accountId} and ${when} group by 1`,
  );
  if (!hasMoved) return together(counted, columns);
  const moved = ranges.map(
    ({ kind, when }) => sql`
    select case when way > 0 then m.category else m.counted_as end as name, ${moves}
    from ${sql.raw(`key_${kind}`)} u join moved m on m.id = u.key_id
      cross join (values (1), (-1)) ways (way)
    where u.key_id = any(array(select id from moved)) and ${when} group by 1`,
  );
  return sql`
    with moved as materialized (
      select id, category, counted_as from api_keys
      where account_id = ${accountId} and counted_as <> category
    ) ${together([...counted, ...moved], columns)}`;
}

const DAY_MS = 86_400_000;

/** The UTC days that lie whole in a range, or null; moments in ISO 8601, which sort as texts. */
function wholeDays({ from, to, isUpToNow }: Between): Pick<Span, "from" | "to"> | null {
  const first = Math.ceil(Date.parse(from) / DAY_MS) * DAY_MS;
  const round = isUpToNow ? Math.ceil : Math.floor;
  const end = round(Date.parse(to) / DAY_MS) * DAY_MS;
  if (first >= end) return null;
  return { from: new Date(first).toISOString(), to: new Date(end).toISOString() };
}

interface Traffic {
  requests: number;
  credits: number;
  ok: number;
  errors: number;
  /** Admitted requests by the bucket of their time to first byte. */
  ttfb: number[];
}

type TrafficRow<Of> = Of & Omit<Traffic, "ttfb"> & { counts: string };

const COLUMNS = ["requests", "credits", ...OUTCOME_COLUMNS.slice(0, 3), ...TTFB_COLUMNS];

/** What is answered of sums `s` of COLUMNS. */
const FIGURES = sql.raw(`s.requests::float8 as requests, s.credits::float8 as credits,
  coalesce(s.ok, 0)::float8 as ok,
  (coalesce(s.client_error, 0) + coalesce(s.server_error, 0))::float8 as errors,
  array_to_string(array[${TTFB_COLUMNS.join(", ")}], ',', '0') as counts`);

const ttfbOf = (counts: string) => counts.split(",").map(Number);

/**
 * A page of the keys of an account that had requests between two moments, the busiest first, and
 * how many they are in all. Past the last page, from 1, it is the last one.
 */
export async function rankKeys(
  db: Queryable,
  accountId: string,
  between: Between,
  { rows, page }: { rows: number; page: number },
): Promise<{ ids: string[]; keys: number }> {
  const ranked = await db.execute<{ id: string; keys: number }>(sql`
    select id, keys from (
      select k.id, count(*) over ()::int as keys,
        row_number() over (order by s.requests desc, lower(k.alias))::int as nth
      from (${sumsByKey(accountId, between, ["requests"])}) s join api_keys k on k.id = s.name
    ) ranked
    where (nth - 1) / ${rows}::int = least(${page}::int - 1, (keys - 1) / ${rows}::int)
    order by nth`);
  return { ids: ranked.map(({ id }) => id), keys: ranked[0]?.keys ?? 0 };
}

export interface KeyTraffic extends Traffic {
  id: string;
  alias: string;
}

/** What these keys of an account did between two moments, the busiest first; idle ones left out. */
export async function sumTrafficOfKeys(
  db: Queryable,
  accountId: string,
  between: Between,
  keyIds: readonly string[],
): Promise<KeyTraffic[]> {
  const rows = await db.execute<TrafficRow<{ id: string; alias: string }>>(sql`
    select k.id, k.alias, ${FIGURES}
    from (${sumsByKey(accountId, between, COLUMNS, keyIds)}) s join api_keys k on k.id = s.name
    order by s.requests desc, lower(k.alias)`);
  return rows.map(({ counts, ...row }) => ({ ...row, ttfb: ttfbOf(counts) }));
}

export interface CategoryTraffic extends Traffic {
  category: string;
}

/** Whether any key of an account is counted under another category than it has. */
async function hasMovedKeys(db: Queryable, accountId: string): Promise<boolean> {
  const [row] = await db.execute<{ moved: boolean }>(sql`
    select exists (select 1 from api_keys
      where account_id = ${accountId} and counted_as <> category) as moved`);
  return row!.moved;
}

/** What the keys of each category did between two moments, the busiest category first. */
export async function sumTrafficByCategory(
  db: Queryable,
  accountId: string,
  between: Between,
): Promise<CategoryTraffic[]> {
  // Only planning for those, sixty-six sums each way, takes longer than all the rest.
  const hasMoved = await hasMovedKeys(db, accountId);
  const rows = await db.execute<TrafficRow<{ category: string }>>(sql`
    select s.name as category, ${FIGURES}
    from (${sumsByCategory(accountId, between, COLUMNS, hasMoved)}) s
    where s.requests > 0 order by s.requests desc, s.name`);
  return rows.map(({ counts, ...row }) => ({ ...row, ttfb: ttfbOf(counts) }));
}
