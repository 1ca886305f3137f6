import path from "node:path";
import { fileURLToPath } from "node:url";
import type postgres from "postgres";
import { openSql } from "./client";
import journal from "./migrations/meta/_journal.json" with { type: "json" };

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");

/** Any constant will do; every Latchkey process must use the same one. */
const MIGRATION_LOCK = 7_206_141_102;

/** Whether everything was applied that this program knows of. */
async function isUpToDate(sql: postgres.Sql): Promise<boolean> {
  const [table] = await sql<[{ found: boolean }]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as found`;
  if (!table.found) return false;
  const [last] = await sql<[{ at: string | null }]>`
    select max(created_at) as at from drizzle.__drizzle_migrations`;
  return Number(last.at) >= Math.max(...journal.entries.map(({ when }) => when));
}

/** Applies what is missing. */
async function applyMissing(sql: postgres.Sql): Promise<void> {
  // Loaded only where there is something to do: a server would keep its 13 MB.
  const [{ drizzle }, { migrate }] = await Promise.all([
    import("drizzle-orm/postgres-js"),
    import("drizzle-orm/postgres-js/migrator"),
  ]);
  await migrate(drizzle(sql), { migrationsFolder: FOLDER });
}

/** Brings a database up to date, one process at a time: others wait under an advisory lock. */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = openSql({ url, max: 1, name: "latchkey-migrate", statementTimeoutMs: 0 });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    if (!(await isUpToDate(sql))) await applyMissing(sql);
    await sql`select latchkey_ensure_partitions(
      (now() at time zone 'UTC')::date - 1, (now() at time zone 'UTC')::date + 3)`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
