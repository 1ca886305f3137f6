import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "@/db/client";
import { type OwnDatabase, ownDatabase } from "@/test/database";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase({ max: 1 })));
afterAll(() => own.remove());

/** Does it in a transaction that is rolled back. */
async function undone(work: (db: Pick<Database, "execute">) => Promise<void>) {
  const over = new Error("over");
  const done = own.db.transaction(async (tx) => {
    await work(tx);
    throw over;
  });
  await expect(done).rejects.toBe(over);
}

async function isWhole(db: Pick<Database, "execute"> = own.db) {
  const [row] = await db.execute<{ whole: boolean }>(sql`select latchkey_is_whole() as whole`);
  return row!.whole;
}

test("a database that was migrated is whole, with nothing in it", async () => {
  expect(await isWhole()).toBe(true);
});

/** Every table by which requests are decided, or in which they are counted. */
const TABLES = [
  ...["accounts", "api_keys", "plans", "quota_budgets", "leases", "instances", "runs"],
  ...["change_version", "request_logs", "usage_totals", "usage_minutes", "usage_hours"],
  ...["key_quarters", "key_days", "category_quarters", "category_days", "account_quarters"],
  ...["ip_blocks", "auth_failures"],
];

test.each(TABLES)("without the primary key of %s it is not whole", (table) =>
  undone(async (db) => {
    const [key] = await db.execute<{ name: string }>(sql`
      select conname as name from pg_constraint where conrelid = ${table}::regclass and contype = 'p'`);
    await db.execute(sql.raw(`alter table ${table} drop constraint ${key!.name} cascade`));
    expect(await isWhole(db)).toBe(false);
  }),
);

test("without the row or the foreign key of whole_database it is not whole", () =>
  undone(async (db) => {
    await db.execute(sql`delete from whole_database`);
    expect(await isWhole(db)).toBe(false);
    await db.execute(sql`insert into whole_database (id) values (1)`);
    expect(await isWhole(db)).toBe(true);
    // What a foreign key has still to check would stand in the way.
    await db.execute(sql`set constraints all immediate`);
    await db.execute(
      sql`alter table whole_database drop constraint whole_database_id_change_version_id_fk`,
    );
    expect(await isWhole(db)).toBe(false);
  }));

test.each(["accounts", "api_keys", "plans"])(
  "while the triggers of %s are disabled it is not whole",
  (table) =>
    undone(async (db) => {
      await db.execute(sql.raw(`alter table ${table} disable trigger user`));
      expect(await isWhole(db)).toBe(false);
      await db.execute(sql.raw(`alter table ${table} enable trigger user`));
      expect(await isWhole(db)).toBe(true);
    }),
);

test("where a table is missing it fails, which callers take for a no", async () => {
  const asked = own.db.transaction(async (tx) => {
    await tx.execute(sql`drop table auth_failures`);
    await isWhole(tx);
  });
  await expect(asked).rejects.toMatchObject({ cause: { code: "42P01" } });
});
