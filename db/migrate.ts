import path from "node:path";
import { fileURLToPath } from "node:url";
import type postgres from "postgres";
import { openSql } from "./client";
import journal from "./migrations/meta/_journal.json" with { type: "json" };

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");

/** Any constant will do; every Latchkey process must use the same one. */
const MIGRATION_LOCK = 7_206_141_102;

/** The database was brought up to date by a newer program, or is not up to date and must not be changed. */
export class WrongSchema extends Error {
  override name = "WrongSchema";
}

/** @returns when the migrations were made that a database has, as drizzle tells them apart */
async function appliedMoments(sql: postgres.Sql): Promise<number[]> {
  const [table] = await sql<[{ found: boolean }]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as found`;
  if (!table.found) return [];
  const rows = await sql<{ at: string }[]>`
    select created_at as at from drizzle.__drizzle_migrations`;
  return rows.map(({ at }) => Number(at));
}

/**
 * What a database lacks of the migrations that this program knows.
 * @returns their names, in their order
 * @throws {WrongSchema} where the database has more than this program knows
 */
async function missingMigrations(sql: postgres.Sql): Promise<string[]> {
  const last = Math.max(0, ...(await appliedMoments(sql)));
  const known = Math.max(...journal.entries.map(({ when }) => when));
  if (last > known) {
    throw new WrongSchema(
      "holds a database of a newer Latchkey: start that version, or go back to a backup from before it",
    );
  }
  return journal.entries.filter(({ when }) => when > last).map(({ tag }) => tag);
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

/** A lock of the session's own, which goes with the work, however that ends. */
async function alone<T>(sql: postgres.Sql, work: () => Promise<T>): Promise<T> {
  await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
  try {
    return await work();
  } finally {
    await sql`select pg_advisory_unlock(${MIGRATION_LOCK})`;
  }
}

async function onOneConnection<T>(url: string, work: (sql: postgres.Sql) => Promise<T>) {
  const sql = openSql({ url, max: 1, name: "latchkey-migrate", statementTimeoutMs: 0 });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/**
 * Brings a database up to date, one process at a time. Where nothing is missing it changes nothing and waits for
 * nobody.
 * @returns the names of the migrations that were applied
 * @throws {WrongSchema} where the database is of a newer program
 */
export function migrateDatabase(url: string): Promise<string[]> {
  return onOneConnection(url, async (sql) => {
    const isThere = (await missingMigrations(sql)).length === 0 && (await arePartitionsThere(sql));
    if (isThere) return [];
    return alone(sql, async () => {
      // Somebody else may have done it meanwhile.
      const missing = await missingMigrations(sql);
      if (missing.length > 0) await applyMissing(sql);
      await sql`select latchkey_ensure_partitions(${firstDay(sql)}, ${lastDay(sql)})`;
      return missing;
    });
  });
}

/** The log has a partition for each of these days; maintenance makes those that come later. */
const firstDay = (sql: postgres.Sql) => sql`(now() at time zone 'UTC')::date - 1`;
const lastDay = (sql: postgres.Sql) => sql`(now() at time zone 'UTC')::date + 3`;

async function arePartitionsThere(sql: postgres.Sql): Promise<boolean> {
  const [days] = await sql<[{ there: boolean }]>`
    select bool_and(to_regclass('request_logs_' || to_char(day, 'YYYYMMDD')) is not null) as there
    from generate_series(${firstDay(sql)}, ${lastDay(sql)}, interval '1 day') as day`;
  return days.there;
}

/**
 * For a start that must change nothing in the schema.
 * @throws {WrongSchema} where migrations are missing, or the database is of a newer program
 */
export function refuseOtherSchema(url: string): Promise<void> {
  return onOneConnection(url, async (sql) => {
    const missing = await missingMigrations(sql);
    if (missing.length === 0) return;
    throw new WrongSchema(
      `lacks ${missing.length} migrations (the first is ${missing[0]}): run \`npm run -s cli -- migrate\` as a role that may change the schema`,
    );
  });
}
