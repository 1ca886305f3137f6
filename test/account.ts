import { sql } from "drizzle-orm";
import { onTestFinished } from "vitest";
import type { Database } from "@/db/client";
import { accounts, memberships, users } from "@/db/schema/accounts";
import type { AccountContext } from "@/lib/context";
import { uuidv7 } from "@/lib/ids";

export interface TestAccount {
  ctx: AccountContext;
  accountId: string;
  userId: string;
  email: string;
  /** Takes away the account and all that it owns. */
  remove(): Promise<void>;
}

/**
 * An account with an owner who has no password. Called within a test, it is removed when the test
 * ends; called elsewhere (`beforeAll`), say `cleanup: false` and call `remove()`.
 */
export async function makeAccount(
  db: Database,
  { plan = "scale", cleanup = true }: { plan?: string; cleanup?: boolean } = {},
): Promise<TestAccount> {
  const accountId = uuidv7();
  const userId = uuidv7();
  const email = `owner-${accountId}@test.local`;
  await db.insert(accounts).values({ id: accountId, name: "Test account", plan });
  await db.insert(users).values({ id: userId, email, name: "Test owner" });
  await db.insert(memberships).values({ accountId, userId, role: "owner" });
  const remove = () => removeAccount(db, accountId);
  if (cleanup) onTestFinished(remove);
  return {
    ctx: { db, accountId, actor: { kind: "user", userId, ip: "127.0.0.1" } },
    accountId,
    userId,
    email,
    remove,
  };
}

/** Removes an account, whoever made it, with its members, keys, counters, log and audit trail. */
export async function removeAccount(db: Database, accountId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const keysOf = sql`select id from api_keys where account_id = ${accountId}`;
    await tx.execute(sql`delete from request_logs where key_id in (${keysOf})`);
    await tx.execute(sql`delete from usage_minutes where key_id in (${keysOf})`);
    await tx.execute(sql`delete from usage_hours where key_id in (${keysOf})`);
    await tx.execute(sql`delete from key_quarters where key_id in (${keysOf})`);
    await tx.execute(sql`delete from key_days where key_id in (${keysOf})`);
    await tx.execute(sql`delete from usage_totals where key_id in (${keysOf})`);
    await tx.execute(sql`delete from category_quarters where account_id = ${accountId}`);
    await tx.execute(sql`delete from category_days where account_id = ${accountId}`);
    await tx.execute(sql`delete from account_quarters where account_id = ${accountId}`);
    await tx.execute(sql`delete from audit_events where account_id = ${accountId}`);
    // Keys refer to budgets, so budgets go after the keys that name them.
    await tx.execute(
      sql`create temporary table removed_budgets on commit drop as
            select distinct budget_id as id from api_keys where account_id = ${accountId}`,
    );
    await tx.execute(sql`delete from api_keys where account_id = ${accountId}`);
    await tx.execute(sql`delete from quota_budgets where id in (select id from removed_budgets)`);
    await tx.execute(
      sql`with gone as (delete from memberships where account_id = ${accountId} returning user_id)
          delete from users where id in (select user_id from gone)
            and not exists (select 1 from memberships m
                             where m.user_id = users.id and m.account_id <> ${accountId})`,
    );
    await tx.execute(sql`delete from accounts where id = ${accountId}`);
  });
}
