import { sql } from "drizzle-orm";
import { QUOTA_NAMES, quotaCode, type QuotaField, quotaField } from "@/lib/quota-windows";
import type { Queryable } from "../queryable";
import { quotaBudgets } from "../schema/keys";
import { asArray } from "./as-array";

/** A key of which the hash is known alone. */
export interface ImportedRow extends Record<QuotaField, number | null> {
  id: string;
  budgetId: string;
  /** SHA-256 in hex. */
  sha256: string;
  alias: string;
  category: string;
  active: boolean;
  expiresAt: Date | null;
  prefix: string;
  lastFour: string;
}

const FIELDS = QUOTA_NAMES.map((name) => `"${quotaField(name)}"`);
const QUOTA_COLUMNS = QUOTA_NAMES.map(quotaCode).join(", ");

/**
 * Writes keys, each with a budget of its own, in one statement. Those whose hash or alias is
 * there already are left out; of two alike in one call the first one is written.
 * @returns the ids of those that were written
 */
export async function insertImportedKeys(
  tx: Queryable,
  accountId: string,
  rows: readonly ImportedRow[],
): Promise<Set<string>> {
  const written = await tx.execute<{ id: string }>(sql`
    with r as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
        id uuid, "budgetId" uuid, sha256 text, alias text, category text,
        active boolean, "expiresAt" timestamptz,
        ${sql.raw(FIELDS.map((field) => `${field} bigint`).join(", "))}, prefix text,
        "lastFour" text)
    ), budgets as (
      insert into quota_budgets (id) select "budgetId" from r
    )
    insert into api_keys (id, account_id, alias, category, active, expires_at,
      ${sql.raw(QUOTA_COLUMNS)}, budget_id, hash, prefix, last_four, imported)
    select id, ${accountId}::uuid, alias, category, active, "expiresAt",
      ${sql.raw(FIELDS.join(", "))}, "budgetId", decode(sha256, 'hex'), prefix, "lastFour", true
    from r on conflict do nothing returning id`);
  const ids = new Set(written.map(({ id }) => id));
  const unused = rows.filter(({ id }) => !ids.has(id)).map(({ budgetId }) => budgetId);
  if (unused.length > 0) {
    await tx.delete(quotaBudgets).where(sql`id = any(${asArray(unused)}::uuid[])`);
  }
  return ids;
}

/** Which of these hashes (hex) some key has. */
export async function findHashes(tx: Queryable, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await tx.execute<{ hash: string }>(sql`
    select encode(hash, 'hex') as hash from api_keys
    where hash = any(array(select decode(h, 'hex') from unnest(${asArray(hashes)}::text[]) h))`);
  return new Set(rows.map(({ hash }) => hash));
}

/** Tells every instance that keys have moved in, whose form is not ours. */
export async function notifyImport(tx: Queryable): Promise<void> {
  await tx.execute(sql`select latchkey_notify('{"imported": true}'::jsonb)`);
}
