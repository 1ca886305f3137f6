import type postgres from "postgres";
import { afterAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { openSql } from "@/db/client";
import { migrateDatabase, refuseOtherSchema } from "@/db/migrate";
import journal from "@/db/migrations/meta/_journal.json" with { type: "json" };
import { testDatabaseUrl } from "@/test/database";
import { dropDatabase, setHostileDefaults, withDatabase } from "@/test/test-databases";

const admin = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test-admin" });
afterAll(() => admin.end({ timeout: 1 }));

/** A database in which nothing is. */
let url: string;
let sql: postgres.Sql;
let made = 0;
beforeEach(async () => {
  const name = `latchkey_empty_${process.pid}_${++made}`;
  await admin`create database ${admin(name)} template template0`;
  await setHostileDefaults(admin, name);
  url = withDatabase(testDatabaseUrl(), name);
  sql = openSql({ url, max: 1, name: "latchkey-test" });
  onTestFinished(async () => {
    await sql.end({ timeout: 1 });
    await dropDatabase(admin, name);
  });
});

const ALL = journal.entries.map(({ tag }) => tag);

test("processes that start at once bring a database up to date once, and keep no lock", async () => {
  const applied = await Promise.all([1, 2, 3].map(() => migrateDatabase(url)));
  expect(applied.filter((names) => names.length > 0)).toEqual([[...ALL, "functions"]]);
  const locks = await sql`
    select pid from pg_locks join pg_database d on d.oid = database
    where locktype = 'advisory' and datname = current_database()`;
  expect(locks).toEqual([]);
  expect(await migrateDatabase(url)).toEqual([]);
});

test("migrations take as long as they take, whatever the database lets a transaction take", async () => {
  const [{ version }] = await sql<[{ version: number }]>`
    select current_setting('server_version_num')::int as version`;
  // Older ones have no such limit.
  if (version < 170_000) return;
  await admin.unsafe(
    `alter database "${new URL(url).pathname.slice(1)}" set transaction_timeout = '50ms'`,
  );
  expect(await migrateDatabase(url)).toEqual([...ALL, "functions"]);
});

test("a start that must change nothing is refused where migrations are missing", async () => {
  await expect(refuseOtherSchema(url)).rejects.toThrow(
    `lacks 1 migration (the first is ${ALL[0]}): run `,
  );
  expect(await sql`select to_regclass('accounts') as found`).toEqual([{ found: null }]);
  await migrateDatabase(url);
  await refuseOtherSchema(url);
});

test("a database of a newer program is refused, and nothing of it is changed", async () => {
  await migrateDatabase(url);
  const later = Date.now() + 10 * 365 * 24 * 60 * 60 * 1000;
  await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('newer', ${later})`;
  await expect(migrateDatabase(url)).rejects.toThrow("newer Latchkey");
  await expect(refuseOtherSchema(url)).rejects.toThrow("newer Latchkey");
});
