import {
  countKeysByStatus,
  findKey,
  keyIdsOf,
  type KeyRow,
  listCategories,
  searchKeyRows,
  selectKeysById,
} from "@/db/queries/keys";
import { selectKeyPage } from "@/db/queries/key-page";
import type { Database } from "@/db/client";
import { heldPages } from "@/db/held-rows";
import type { Queryable } from "@/db/queryable";
import type { AccountContext } from "@/lib/context";
import { byQuota, quotaField, type QuotaName } from "@/lib/quota-windows";
import { isUuid } from "@/lib/ids";
import type { KeyStatus } from "@/lib/format/key-search";
import type { KeyRef, KeySearch } from "@/lib/keys/schema";
import { Refusal } from "@/lib/refusal";

/** A key as its owner sees it, everywhere: pages, command line, API. Never the secret. */
export interface KeyView {
  id: string;
  alias: string;
  category: string;
  /** Switched on, and not past `deactivateAt`. */
  active: boolean;
  expiresAt: Date | null;
  deactivateAt: Date | null;
  /** Null where there is no cap. */
  quotas: Record<QuotaName, number | null>;
  /** Counted requests: ever, and in each window that ends now. */
  used: Record<QuotaName, number>;
  createdAt: Date;
  lastUsedAt: Date | null;
  prefix: string;
  lastFour: string;
  /** Moved in from another system: it may have any form. */
  imported: boolean;
  replacesId: string | null;
  /** Whether the log has or had a row for it: such a key cannot be deleted. */
  everUsed: boolean;
}

export function toView(row: KeyRow): KeyView {
  return {
    id: row.id,
    alias: row.alias,
    category: row.category,
    active: row.active,
    expiresAt: row.expiresAt,
    deactivateAt: row.deactivateAt,
    quotas: byQuota((name) => row[quotaField(name)]),
    used: row.used,
    createdAt: row.createdAt,
    lastUsedAt: row.lastUsedAt,
    prefix: row.prefix,
    lastFour: row.lastFour,
    imported: row.imported,
    replacesId: row.replacesId,
    everUsed: row.everUsed,
  };
}

interface Call<I> {
  ctx: Pick<AccountContext, "accountId"> & { db: Queryable };
  input: I;
}

export const noSuchKey = () => new Refusal("not_found", "There is no such key.");

/** The ids alone of a hundred thousand keys are there within a second. */
const IDS_TIMEOUT_MS = 60_000;

/** All keys of an account in pages, the newest first. A key that is made meanwhile may be left out. */
export async function* listKeys({
  ctx: { db, accountId },
}: {
  ctx: { db: Database; accountId: string };
}): AsyncGenerator<KeyView[]> {
  const pages = heldPages<{ id: string }>(db, keyIdsOf(accountId), { timeoutMs: IDS_TIMEOUT_MS });
  for await (const page of pages) {
    const ids = page.map(({ id }) => id);
    yield (await selectKeysById(db, accountId, ids)).map(toView);
  }
}

/** One key. @throws {Refusal} not_found, also for another account's key and for what is no id */
export async function getKey({ ctx, input: { id } }: Call<KeyRef>): Promise<KeyView> {
  const row = isUuid(id) ? await findKey(ctx.db, ctx.accountId, id) : null;
  if (!row) throw noSuchKey();
  return toView(row);
}

/** One page of the keys that match. */
export async function searchKeys({ ctx, input }: Call<KeySearch>): Promise<KeyView[]> {
  const { page, pageSize, ...search } = input;
  const offset = (page - 1) * pageSize;
  const rows = await searchKeyRows(ctx.db, ctx.accountId, { ...search, offset, limit: pageSize });
  return rows.map(toView);
}

/**
 * Keys that match, the newest first.
 * @param input.after the id of the key after which they begin
 */
export async function listKeyPage({
  ctx,
  input,
}: Call<Pick<KeySearch, "q" | "status" | "category"> & { after?: string; limit: number }>): Promise<
  KeyView[]
> {
  return (await selectKeyPage(ctx.db, ctx.accountId, input)).map(toView);
}

export type KeyCounts = Record<KeyStatus | "all", number>;

/** How many keys match in all and in each state; "active" takes in those that expire soon. */
export async function countKeys({
  ctx,
  input,
}: Call<Pick<KeySearch, "q" | "category">>): Promise<KeyCounts> {
  const counts = await countKeysByStatus(ctx.db, ctx.accountId, input);
  const of = (status: KeyStatus) => counts.get(status) ?? 0;
  return {
    all: [...counts.values()].reduce((sum, n) => sum + n, 0),
    active: of("active") + of("expiring"),
    expiring: of("expiring"),
    reached: of("reached"),
    inactive: of("inactive"),
    expired: of("expired"),
  };
}

/** The categories that an account's keys have, in alphabetical order. */
export function categoriesOf(ctx: Call<never>["ctx"]): Promise<string[]> {
  return listCategories(ctx.db, ctx.accountId);
}
