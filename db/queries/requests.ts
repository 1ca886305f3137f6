import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { asArray } from "./as-array";

/** Conditions on log rows besides account, keys and the place in the order. */
export interface LogConditions {
  status?: { min: number; max: number } | undefined;
  code?: string | undefined;
  method?: string | undefined;
  /** A part of the path, to the letter. */
  path?: string | undefined;
  /** An address or a CIDR. */
  ip?: string | undefined;
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
  request?: string | undefined;
}

export interface LogPageQuery {
  accountId: string;
  /** Null: all of the account's keys. */
  keyIds: readonly string[] | null;
  conditions: LogConditions;
  /** The row at which the page before ended; null begins at the newest. */
  after: { go: "older" | "newer"; at: string; id: string } | null;
  /** The last moment that is looked at, ISO 8601; left out, all from `after` on are. */
  until?: string | null;
  limit: number;
}

/** As the database says it; `at` in ISO 8601, UTC, to the microsecond. */
export interface LogRow extends Record<string, unknown> {
  id: string;
  at: string;
  key_id: string;
  alias: string;
  category: string;
  method: string;
  path: string;
  status: number;
  code: string | null;
  duration_ms: number;
  ip: string | null;
  credits: number;
  counted: boolean;
  user_agent: string | null;
  checks: string | null;
}

/**
 * Up to here a page of several keys is merged from the head of each key's own index; past it,
 * so many descents cost more than filtering the account's index.
 */
export const MERGED_KEYS = 32;

/**
 * A page of the log in the order of (at, id): newest first, or oldest first from `after` on when
 * the page goes towards the present. Walks an index from the page's place and stops at its limit.
 */
export async function selectLogPage(db: Queryable, query: LogPageQuery): Promise<LogRow[]> {
  const { accountId, keyIds, after, limit } = query;
  const direction = after?.go === "newer" ? sql`asc` : sql`desc`;
  const where = sql.join([sql`r.account_id = ${accountId}`, ...conditionsOf(query)], sql` and `);
  const order = sql`order by r.at ${direction}, r.id ${direction} limit ${limit}`;
  const page =
    keyIds === null
      ? sql`select r.* from request_logs r where ${where} ${order}`
      : keyIds.length <= MERGED_KEYS
        ? sql`select r.* from unnest(${asArray(keyIds)}::uuid[]) as wanted (id)
            cross join lateral (
              select r.* from request_logs r where r.key_id = wanted.id and ${where} ${order}
            ) r ${order}`
        : sql`select r.* from request_logs r where ${where} and ${isOneOf(keyIds)} ${order}`;
  return db.execute<LogRow>(sql`
    select r.id, to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
      r.key_id, k.alias, k.category, r.method, r.path, r.status, r.code, r.duration_ms,
      host(r.ip) as ip, r.credits, r.counted, r.user_agent, r.checks
    from (${page}) r join api_keys k on k.id = r.key_id
    order by r.at ${direction}, r.id ${direction}`);
}

/**
 * As a subquery that is not pulled up, the planner hashes the ids once. A plain array it would take
 * into the plan of every partition: with a thousand keys, planning took 150 ms.
 */
const isOneOf = (keyIds: readonly string[]) =>
  sql`coalesce(r.key_id in (select unnest(${asArray(keyIds)}::uuid[])), false)`;

function conditionsOf({ conditions: c, after, until }: LogPageQuery): SQL[] {
  const all: SQL[] = [];
  if (after) {
    const isOlder = after.go === "older";
    all.push(
      isOlder
        ? sql`(r.at, r.id) < (${after.at}::timestamptz, ${after.id}::uuid)`
        : sql`(r.at, r.id) > (${after.at}::timestamptz, ${after.id}::uuid)`,
      // Says the same once more, in the form by which the planner leaves partitions out.
      isOlder ? sql`r.at <= ${after.at}::timestamptz` : sql`r.at >= ${after.at}::timestamptz`,
    );
  }
  if (until) {
    all.push(
      after?.go === "newer"
        ? sql`r.at <= ${until}::timestamptz`
        : sql`r.at >= ${until}::timestamptz`,
    );
  }
  if (c.from) all.push(sql`r.at >= ${c.from.toISOString()}::timestamptz`);
  if (c.to) all.push(sql`r.at < ${c.to.toISOString()}::timestamptz`);
  // The planner takes the index of errors only where it can see that the question implies it.
  if (c.code || (c.status && c.status.min >= 400)) all.push(sql`r.status >= 400`);
  if (c.status) all.push(sql`r.status between ${c.status.min} and ${c.status.max}`);
  if (c.code) all.push(sql`r.code = ${c.code}`);
  if (c.method) all.push(sql`r.method = ${c.method}`);
  if (c.path) all.push(sql`r.path like ${`%${c.path.replace(/[\\%_]/g, "\\$&")}%`}`);
  if (c.ip) all.push(sql`r.ip <<= ${c.ip}::text::inet`);
  if (c.request) all.push(sql`r.id = ${c.request}::uuid`);
  return all;
}

/**
 * The moment of the account's row that lies so many rows behind `after`, whether it matches or not;
 * null when there are fewer. Read from the index alone.
 */
export async function selectMomentBehind(
  db: Queryable,
  { accountId, conditions: { from, to }, after }: LogPageQuery,
  rows: number,
): Promise<string | null> {
  const direction = after?.go === "newer" ? sql`asc` : sql`desc`;
  const place = { accountId, keyIds: null, conditions: { from, to }, after, limit: 1 };
  const where = sql.join([sql`r.account_id = ${accountId}`, ...conditionsOf(place)], sql` and `);
  const [row] = await db.execute<{ at: string }>(sql`
    select to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from request_logs r where ${where}
    order by r.at ${direction}, r.id ${direction} offset ${rows} limit 1`);
  return row?.at ?? null;
}

/** The ids of the account's keys that have this id or alias, and this category, where given. */
export async function findKeyIds(
  db: Queryable,
  accountId: string,
  { key, category }: { key?: string | undefined; category?: string | undefined },
): Promise<string[]> {
  const where = [sql`k.account_id = ${accountId}`];
  if (key !== undefined)
    where.push(sql`(k.id::text = lower(${key}) or lower(k.alias) = lower(${key}))`);
  if (category !== undefined) where.push(sql`k.category = ${category}`);
  const rows = await db.execute<{ id: string }>(
    sql`select k.id from api_keys k where ${sql.join(where, sql` and `)} order by k.id`,
  );
  return rows.map((row) => row.id);
}

/** The account's aliases that hold `part` without regard to case, in their order. */
export async function listAliases(
  db: Queryable,
  accountId: string,
  { part, limit }: { part: string; limit: number },
): Promise<string[]> {
  const rows = await db.execute<{ alias: string }>(
    sql`select k.alias from api_keys k
        where k.account_id = ${accountId} and strpos(lower(k.alias), lower(${part})) > 0
        order by lower(k.alias) limit ${limit}`,
  );
  return rows.map((row) => row.alias);
}

/** The alias of the account's key that has this id or alias, as it is written; null for none. */
export async function findAlias(
  db: Queryable,
  accountId: string,
  key: string,
): Promise<string | null> {
  const [row] = await db.execute<{ alias: string }>(
    sql`select k.alias from api_keys k where k.account_id = ${accountId}
        and (k.id::text = lower(${key}) or lower(k.alias) = lower(${key})) limit 1`,
  );
  return row?.alias ?? null;
}

/** The account's keys by name. */
export async function listKeyNames(
  db: Queryable,
  accountId: string,
): Promise<Array<{ id: string; alias: string; category: string }>> {
  return db.execute<{ id: string; alias: string; category: string }>(
    sql`select k.id, k.alias, k.category from api_keys k where k.account_id = ${accountId}
        order by lower(k.alias)`,
  );
}

/** Bounds how long the statements of a transaction may run; milliseconds. */
export async function limitStatements(tx: Queryable, timeoutMs: number): Promise<void> {
  await tx.execute(sql`select set_config('statement_timeout', ${String(timeoutMs)}, true)`);
}
