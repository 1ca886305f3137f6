import { and, asc, desc, eq, inArray, sql, type SQL } from "drizzle-orm";
import {
  byQuota,
  byQuotaField,
  type QuotaField,
  quotaField,
  ROLLING_NAMES,
  type RollingName,
} from "@/lib/quota-windows";
import type { Queryable } from "../queryable";
import { apiKeys, quotaBudgets } from "../schema/keys";
import { usageHours, usageTotals } from "../schema/requests";
import { firstHour } from "./key-activity";
import { intervalOf } from "./quota-interval";

const asCount = (expression: SQL) => sql<number>`${expression}`.mapWith(Number);

/** Switched on, and the moment that its owner may have set for its end has not come. */
export const isActive = sql<boolean>`(${apiKeys.active} and coalesce(${apiKeys.deactivateAt} > now(), true))`;
const usedEver = sql`(select coalesce(sum(t.counted), 0) from ${usageTotals} t
  join ${apiKeys} b on b.id = t.key_id where b.budget_id = ${apiKeys.budgetId})`;
/**
 * Of windows, those are summed that are capped and could be full: no window holds more than was
 * ever counted. CASE, because only that promises the order.
 */
function isFull(name: RollingName) {
  const quota = apiKeys[quotaField(name)];
  return sql`
    case when ${quota} is null then false when ${usedEver} < ${quota} then false
    else latchkey_window_used(${apiKeys.budgetId}, now(), ${sql.raw(intervalOf(name))}) >= ${quota} end`;
}
const isReached = sql`case
  when case when ${apiKeys.quotaTotal} is not null then ${usedEver} >= ${apiKeys.quotaTotal} else false end then true
  ${sql.join(
    ROLLING_NAMES.map((name) => sql`when ${isFull(name)} then true`),
    sql` `,
  )}
  else false end`;

const quotaColumns = byQuotaField((name) => apiKeys[quotaField(name)]);

/**
 * Every column of a key that may be seen, and what its budget has counted. The hash stays here.
 * The budget's state is a lateral call, so that it is made only for the rows that are answered.
 */
const columns = {
  id: apiKeys.id,
  alias: apiKeys.alias,
  category: apiKeys.category,
  active: isActive,
  expiresAt: apiKeys.expiresAt,
  deactivateAt: apiKeys.deactivateAt,
  ...quotaColumns,
  budgetId: apiKeys.budgetId,
  prefix: apiKeys.prefix,
  lastFour: apiKeys.lastFour,
  imported: apiKeys.imported,
  replacesId: apiKeys.replacesId,
  createdAt: apiKeys.createdAt,
  used: byQuota((name) => asCount(sql.raw(`budget.${name}`))),
  everUsed: sql<boolean>`(${usageTotals.keyId} is not null)`,
  lastUsedAt: usageTotals.lastAt,
};

const budgetState = sql`latchkey_budget_state(${apiKeys.budgetId}, now()) as budget`;

export const selectKeys = (db: Queryable) =>
  db
    .select(columns)
    .from(apiKeys)
    .leftJoin(usageTotals, eq(usageTotals.keyId, apiKeys.id))
    .leftJoinLateral(budgetState, sql`true`)
    .$dynamic();

export type KeyRow = Awaited<ReturnType<typeof findKey>> & object;

export async function findKey(db: Queryable, accountId: string, id: string) {
  const [row] = await selectKeys(db).where(
    and(eq(apiKeys.accountId, accountId), eq(apiKeys.id, id)),
  );
  return row ?? null;
}

/** The ids of all keys of an account, the newest first. */
export const keyIdsOf = (accountId: string) => sql`
  select id from api_keys where account_id = ${accountId} order by created_at desc, id desc`;

/** So many keys of an account, the newest first; those that are gone are left out. */
export function selectKeysById(db: Queryable, accountId: string, ids: readonly string[]) {
  return selectKeys(db)
    .where(and(eq(apiKeys.accountId, accountId), inArray(apiKeys.id, [...ids])))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id));
}

/** The newest key that came from a rotation of this one, or null. */
export async function findReplacement(db: Queryable, accountId: string, id: string) {
  const [row] = await selectKeys(db)
    .where(and(eq(apiKeys.accountId, accountId), eq(apiKeys.replacesId, id)))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(1);
  return row ?? null;
}

const expiresSoon = sql`coalesce(${apiKeys.expiresAt} <= now() + interval '14 days', false)`;
const isExpired = sql`coalesce(${apiKeys.expiresAt} <= now(), false)`;

/** The same order of gravity as in lib/format/key-status.ts; a test holds the two together. */
const status = sql<string>`case
  when not ${isActive} then 'inactive'
  when ${isExpired} then 'expired'
  when ${isReached} then 'reached'
  when ${expiresSoon} then 'expiring'
  else 'active' end`;

const SORTS = {
  created: sql`${apiKeys.createdAt}`,
  alias: sql`lower(${apiKeys.alias})`,
  category: sql`lower(${apiKeys.category})`,
  // What wants somebody's attention, what works, what is over.
  status: sql`array_position(array['reached', 'expiring', 'active', 'expired', 'inactive'], ${status})`,
  // Key by key, of those used since: by the hour alone the whole index would be read.
  day: sql`case when ${usageTotals.lastAt} >= ${firstHour} then (select sum(h.requests)
    from ${usageHours} h where h.key_id = ${apiKeys.id} and h.hour >= ${firstHour}) else 0 end`,
  lastUsed: sql`${usageTotals.lastAt}`,
  expires: sql`${apiKeys.expiresAt}`,
};

export interface KeyRowSearch {
  q: string;
  status: string | null;
  category: string | null;
  sort: keyof typeof SORTS;
  order: "asc" | "desc";
  offset: number;
  limit: number;
}

/**
 * A text as a LIKE pattern that finds it anywhere; its own wildcards mean themselves. In the form in which
 * names are kept (NFC), whichever way it was typed.
 */
export const containing = (text: string) => `%${text.normalize("NFC").replace(/[\\%_]/g, "\\$&")}%`;

export function matching(accountId: string, search: Pick<KeyRowSearch, "q" | "category">) {
  const q = search.q.trim();
  return and(
    eq(apiKeys.accountId, accountId),
    search.category === null ? undefined : eq(apiKeys.category, search.category),
    q === ""
      ? undefined
      : sql`(${apiKeys.alias} ilike ${containing(q)} or ${apiKeys.category} ilike ${containing(q)}
             or ${apiKeys.lastFour} = right(${q}, 4))`,
  );
}

/** A condition on the state that keys are in; "active" takes in those that expire soon. */
export function inState(state: string | null): SQL | undefined {
  if (state === null) return undefined;
  return state === "active" ? sql`${status} in ('active', 'expiring')` : sql`${status} = ${state}`;
}

/**
 * One page of an account's keys. Which keys are on it is found first, so that what their budgets
 * have counted is summed for them alone.
 */
export async function searchKeyRows(db: Queryable, accountId: string, search: KeyRowSearch) {
  const found = matching(accountId, search);
  const direction = search.order === "asc" ? asc : desc;
  const order = [sql`${direction(SORTS[search.sort])} nulls last`, desc(apiKeys.id)];
  const page = await db
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .leftJoin(usageTotals, eq(usageTotals.keyId, apiKeys.id))
    .where(and(found, inState(search.status)))
    .orderBy(...order)
    .offset(search.offset)
    .limit(search.limit);
  if (page.length === 0) return [];
  const ids = page.map(({ id }) => id);
  const rows = await selectKeys(db).where(
    and(eq(apiKeys.accountId, accountId), inArray(apiKeys.id, ids)),
  );
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

/** How many of the matching keys are in each state; states that no key is in are left out. */
export async function countKeysByStatus(
  db: Queryable,
  accountId: string,
  search: Pick<KeyRowSearch, "q" | "category">,
): Promise<Map<string, number>> {
  const rows = await db
    .select({ status: sql<string>`${status}`.as("status"), n: asCount(sql`count(*)`) })
    .from(apiKeys)
    .where(matching(accountId, search))
    .groupBy(sql`1`);
  return new Map(rows.map((row) => [row.status, row.n]));
}

/** The categories that an account's keys have, in alphabetical order. */
export async function listCategories(db: Queryable, accountId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ category: apiKeys.category })
    .from(apiKeys)
    .where(eq(apiKeys.accountId, accountId))
    .orderBy(asc(apiKeys.category));
  return rows.map((row) => row.category);
}

/** The aliases of an account that begin like this, in lower case. */
export async function listAliasesLike(
  db: Queryable,
  accountId: string,
  start: string,
): Promise<Set<string>> {
  const rows = await db
    .select({ alias: sql<string>`lower(${apiKeys.alias})` })
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.accountId, accountId),
        sql`starts_with(lower(${apiKeys.alias}), lower(${start}))`,
      ),
    );
  return new Set(rows.map((row) => row.alias));
}

export type NewKeyRow = typeof apiKeys.$inferInsert;

export async function insertBudget(db: Queryable, id: string): Promise<void> {
  await db.insert(quotaBudgets).values({ id });
}

export async function insertKey(db: Queryable, row: NewKeyRow): Promise<void> {
  await db.insert(apiKeys).values(row);
}

/**
 * What a change of a key is compared with. Locks the row until the transaction ends, so that two
 * changes follow one another; requests with the key do not wait for it.
 */
export async function lockKey(db: Queryable, accountId: string, id: string) {
  const [row] = await db
    .select({
      id: apiKeys.id,
      alias: apiKeys.alias,
      category: apiKeys.category,
      active: isActive,
      expiresAt: apiKeys.expiresAt,
      deactivateAt: apiKeys.deactivateAt,
      ...quotaColumns,
      budgetId: apiKeys.budgetId,
    })
    .from(apiKeys)
    .where(and(eq(apiKeys.accountId, accountId), eq(apiKeys.id, id)))
    .for("no key update");
  return row ?? null;
}

export type KeyChange = Partial<
  Pick<NewKeyRow, "alias" | "category" | "active" | "expiresAt" | "deactivateAt" | QuotaField>
>;

export async function changeKey(
  db: Queryable,
  accountId: string,
  id: string,
  change: KeyChange,
): Promise<void> {
  await db
    .update(apiKeys)
    .set({ ...change, updatedAt: sql`now()` })
    .where(and(eq(apiKeys.accountId, accountId), eq(apiKeys.id, id)));
}

/** Deletes a key, and its budget unless another key draws on it. A used key the database refuses. */
export async function deleteKey(
  db: Queryable,
  accountId: string,
  id: string,
  budgetId: string,
): Promise<void> {
  await db.delete(apiKeys).where(and(eq(apiKeys.accountId, accountId), eq(apiKeys.id, id)));
  await db
    .delete(quotaBudgets)
    .where(
      and(
        eq(quotaBudgets.id, budgetId),
        sql`not exists (select 1 from ${apiKeys} where ${apiKeys.budgetId} = ${budgetId})`,
      ),
    );
}
