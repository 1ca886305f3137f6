import { sql } from "drizzle-orm";
import { QUOTA_NAMES, quotaCode } from "@/lib/quota-windows";
import type { Queryable } from "../queryable";
import { asArray } from "./as-array";

/** As many hashes as one change notice names: with more, every instance would forget all keys that it knows. */
const KEYS_AT_ONCE = 64;

const WITHOUT_QUOTAS = QUOTA_NAMES.map((name) => `${quotaCode(name)} = null`).join(", ");

/** Takes away the people of an account who belong to no other, with all that is theirs alone. */
export async function deletePeople(tx: Queryable, accountId: string): Promise<void> {
  await tx.execute(sql`
    with gone as (delete from memberships where account_id = ${accountId} returning user_id)
    delete from users where id in (select user_id from gone) and not exists (
      select from memberships m where m.user_id = users.id and m.account_id <> ${accountId})`);
}

/** Takes what is personal out of an account's trail; what was done, when, and to what stays. */
export async function clearTrail(tx: Queryable, accountId: string): Promise<void> {
  await tx.execute(sql`
    update audit_events set actor_id = null, ip = null, before = null, after = null
    where account_id = ${accountId}`);
}

/**
 * Takes away the keys of an account. Those that log rows and sums name stay as rows of which nobody knows the secret,
 * without what their owners wrote; the others go.
 */
export async function deleteKeys(tx: Queryable, accountId: string): Promise<void> {
  // Held first: a request at this moment either has written what names its key, and is seen, or finds no key.
  await tx.execute(
    sql`select id from api_keys where account_id = ${accountId} order by id for update`,
  );
  await tx.execute(sql`delete from key_reviews where account_id = ${accountId}`);
  const unused = await tx.execute<{ id: string; budget_id: string }>(sql`
    select id, budget_id from api_keys k where account_id = ${accountId}
      and not exists (select from usage_totals u where u.key_id = k.id)`);
  for (const some of inSlices(unused)) {
    const ids = asArray(some.map(({ id }) => id));
    await tx.execute(sql`delete from api_keys where id = any(${ids}::uuid[])`);
    const budgets = asArray(some.map((key) => key.budget_id));
    await tx.execute(sql`
      delete from quota_budgets b where id = any(${budgets}::uuid[])
        and not exists (select from api_keys k where k.budget_id = b.id)`);
  }
  const used = await tx.execute<{ id: string }>(
    sql`select id from api_keys where account_id = ${accountId}`,
  );
  for (const some of inSlices(used)) {
    // The hash of a text that no key can be: it has a space, and a part that nobody knows.
    await tx.execute(sql`
      update api_keys set alias = 'deleted ' || id, prefix = '', last_four = '', active = false,
        imported = false, expires_at = null, deactivate_at = null, ${sql.raw(WITHOUT_QUOTAS)},
        created_by = null,
        hash = sha256(convert_to('deleted ' || id || gen_random_uuid(), 'UTF8')), updated_at = now()
      where id = any(${asArray(some.map(({ id }) => id))}::uuid[])`);
  }
}

/** Marks an account as deleted: nobody finds it any more. Every instance is told. */
export async function markDeleted(tx: Queryable, accountId: string): Promise<void> {
  await tx.execute(sql`delete from portal_sessions where account_id = ${accountId}`);
  await tx.execute(sql`
    update accounts set name = 'Deleted account', external_id = null, asks_for_proof = false,
      deleted_at = now()
    where id = ${accountId}`);
}

function inSlices<T>(rows: readonly T[]): T[][] {
  const slices: T[][] = [];
  for (let at = 0; at < rows.length; at += KEYS_AT_ONCE) {
    slices.push(rows.slice(at, at + KEYS_AT_ONCE));
  }
  return slices;
}
