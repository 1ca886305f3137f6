import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { OUTCOME_COLUMNS, TTFB_COLUMNS } from "../schema/traffic-columns";
import type { Span } from "./span";

type Between = Pick<Span, "from" | "to">;

interface Question {
  accountId: string;
  between: Between;
  /** What a row of the answer is of, an expression on `api_keys k`. */
  by: "k.id" | "k.category";
  /** The counters that are summed. */
  columns: readonly string[];
  /** These keys only, where given. */
  keyIds?: readonly string[] | undefined;
}

/**
 * Sums of an account's counters by key, or by the categories that keys have now. Whole UTC days
 * are read as such, a range's ragged ends from quarters of an hour; each is summed by itself
 * before they are put together, because rows are many and wide.
 */
function sumsOf({ accountId, between, by, columns, keyIds }: Question): SQL {
  const sums = sql.raw(columns.map((name) => `sum(u.${name}) as ${name}`).join(", "));
  const group = sql.raw(by);
  const part = (table: "key_days" | "key_quarters", when: SQL) => sql`
    select ${group} as name, ${sums} from ${sql.raw(table)} u join api_keys k on k.id = u.key_id
    where k.account_id = ${accountId} and ${when}
      ${keyIds ? sql`and k.id = any(${`{${keyIds.join(",")}}`}::uuid[])` : sql``}
    group by 1`;
  const days = wholeDays(between);
  const quarters = (from: string, to: string) =>
    from < to
      ? [
          part(
            "key_quarters",
            sql`u.quarter >= ${from}::timestamptz and u.quarter < ${to}::timestamptz`,
          ),
        ]
      : [];
  const parts =
    days === null
      ? quarters(between.from, between.to)
      : [
          part("key_days", sql`u.day >= ${days.from}::date and u.day < ${days.to}::date`),
          ...quarters(between.from, days.from),
          ...quarters(days.to, between.to),
        ];
  return sql`
    select name, ${sums} from (${sql.join(parts, sql` union all `)}) u group by name`;
}

const DAY_MS = 86_400_000;

/** The UTC days that lie whole in a range, or null; moments in ISO 8601, which sort as texts. */
function wholeDays({ from, to }: Between): Between | null {
  const first = Math.ceil(Date.parse(from) / DAY_MS) * DAY_MS;
  const end = Math.floor(Date.parse(to) / DAY_MS) * DAY_MS;
  if (first >= end) return null;
  return { from: new Date(first).toISOString(), to: new Date(end).toISOString() };
}

export interface KeyTraffic extends Record<string, unknown> {
  id: string;
  alias: string;
  category: string;
  requests: number;
  credits: number;
  ok: number;
  errors: number;
}

/** What each key of an account did between two moments, the busiest first; idle ones left out. */
export async function sumTrafficByKey(
  db: Queryable,
  accountId: string,
  between: Between,
): Promise<KeyTraffic[]> {
  const columns = ["requests", "credits", ...OUTCOME_COLUMNS.slice(0, 3)];
  return db.execute<KeyTraffic>(sql`
    select k.id, k.alias, k.category, s.requests::float8 as requests, s.credits::float8 as credits,
      coalesce(s.ok, 0)::float8 as ok,
      (coalesce(s.client_error, 0) + coalesce(s.server_error, 0))::float8 as errors
    from (${sumsOf({ accountId, between, by: "k.id", columns })}) s join api_keys k on k.id = s.name
    order by s.requests desc, lower(k.alias)`);
}

/** Admitted requests of these keys by the bucket of their time to first byte, under the key's id. */
export async function sumTtfbOfKeys(
  db: Queryable,
  accountId: string,
  between: Between,
  keyIds: readonly string[],
): Promise<Map<string, number[]>> {
  const question = { accountId, between, by: "k.id", columns: TTFB_COLUMNS, keyIds } as const;
  const rows = await db.execute<{ name: string; counts: string }>(sql`
    select name, array_to_string(array[${sql.raw(TTFB_COLUMNS.join(", "))}], ',', '0') as counts
    from (${sumsOf(question)}) s`);
  return new Map(rows.map(({ name, counts }) => [name, counts.split(",").map(Number)]));
}

export interface CategoryTraffic {
  category: string;
  requests: number;
  credits: number;
  ok: number;
  errors: number;
  /** Admitted requests by the bucket of their time to first byte. */
  ttfb: number[];
}

interface CategoryRow extends Omit<CategoryTraffic, "ttfb">, Record<string, unknown> {
  counts: string;
}

/** What the keys of each category did between two moments, the busiest category first. */
export async function sumTrafficByCategory(
  db: Queryable,
  accountId: string,
  between: Between,
): Promise<CategoryTraffic[]> {
  const columns = ["requests", "credits", ...OUTCOME_COLUMNS.slice(0, 3), ...TTFB_COLUMNS];
  const rows = await db.execute<CategoryRow>(sql`
    select s.name as category, s.requests::float8 as requests, s.credits::float8 as credits,
      coalesce(s.ok, 0)::float8 as ok,
      (coalesce(s.client_error, 0) + coalesce(s.server_error, 0))::float8 as errors,
      array_to_string(array[${sql.raw(TTFB_COLUMNS.join(", "))}], ',', '0') as counts
    from (${sumsOf({ accountId, between, by: "k.category", columns })}) s
    order by s.requests desc, s.name`);
  return rows.map(({ counts, category, requests, credits, ok, errors }) => ({
    ...{ category, requests, credits, ok, errors },
    ttfb: counts.split(",").map(Number),
  }));
}
