import path from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { openSql } from "./client";

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");

/** Any constant will do; every Latchkey process must use the same one. */
const MIGRATION_LOCK = 7_206_141_102;

/** Applies what is missing, one process at a time: others wait under an advisory lock. */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = openSql({ url, max: 1, name: "latchkey-migrate", statementTimeoutMs: 0 });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle(sql), { migrationsFolder: FOLDER });
    await sql`select latchkey_ensure_partitions(
      (now() at time zone 'UTC')::date - 1, (now() at time zone 'UTC')::date + 3)`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
