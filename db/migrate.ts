import type postgres from "postgres";
import { applyMigrations, missingMigrations, WrongSchema } from "./apply-migrations";
import { openSql } from "./client";
import { refuseServer } from "./fit-database";
import {
  DAYS_AHEAD,
  ensurePartitions,
  mayChangePartitions,
  partitionDaysAhead,
} from "./partitions";
import { lockOf, schemaOf } from "./schema-name";

/** Any constant will do; every Latchkey process must use the same one. */
const MIGRATION_LOCK = 7_206_141_102;

/**
 * Runs work on a connection of its own, which has as much time as it takes.
 * @throws {UnfitDatabase} where nothing of ours would be right
 */
export async function onOneConnection<T>(
  url: string,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = openSql({ url, max: 1, name: "latchkey-migrate", statementTimeoutMs: 0 });
  try {
    await takeAsLongAsItTakes(sql);
    await refuseServer(sql);
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** PostgreSQL has this limit since version 17; a connection to an older one could not be opened with it. */
async function takeAsLongAsItTakes(sql: postgres.Sql): Promise<void> {
  await sql`
    select set_config(name, '0', false) from pg_settings where name = 'transaction_timeout'`;
}

/**
 * Runs work while nobody changes the schema. The lock is the session's own, and goes with the work, however that ends.
 * @param shared with others who change nothing either
 */
export async function holdingSchema<T>(
  sql: postgres.Sql,
  work: () => Promise<T>,
  { shared = false } = {},
): Promise<T> {
  const lock = lockOf(MIGRATION_LOCK, schemaOf(sql));
  if (shared) await sql`select pg_advisory_lock_shared(${lock})`;
  else await sql`select pg_advisory_lock(${lock})`;
  try {
    return await work();
  } finally {
    // Where the connection is lost, so is the lock; what the work threw says more.
    const unlocked = shared
      ? sql`select pg_advisory_unlock_shared(${lock})`
      : sql`select pg_advisory_unlock(${lock})`;
    await unlocked.catch(() => {});
  }
}

/**
 * Brings a database up to date, one process at a time. Where nothing is missing it changes nothing and waits for
 * nobody.
 *
 * @param daysAhead how many days of the log have a partition then, where this role may make them
 * @returns the names of the migrations that were applied
 * @throws {WrongSchema} where the database is of a newer program
 */
export function migrateDatabase(url: string, daysAhead = DAYS_AHEAD.start): Promise<string[]> {
  return onOneConnection(url, async (sql) => {
    const schema = schemaOf(sql);
    if ((await missingMigrations(sql, schema)).length === 0) {
      if ((await partitionDaysAhead(sql)) >= daysAhead) return [];
      // Whoever may not make them serves all the same; their rounds say what is missing.
      if (!(await mayChangePartitions(sql))) return [];
    }
    return holdingSchema(sql, () =>
      sql.begin(async (tx) => {
        // Somebody else may have done it meanwhile.
        const applied = await applyMigrations(tx, schema);
        await ensurePartitions(tx, daysAhead);
        return applied;
      }),
    );
  });
}

/**
 * For a start that must change nothing in the schema.
 * @throws {WrongSchema} where migrations are missing, or the database is of a newer program
 */
export function refuseOtherSchema(url: string): Promise<void> {
  return onOneConnection(url, async (sql) => {
    const missing = await missingMigrations(sql, schemaOf(sql));
    if (missing.length === 0) return;
    throw new WrongSchema(
      `lacks ${missing.length} migrations (the first is ${missing[0]}): run \`npm run -s cli -- migrate\` as a role that may change the schema`,
    );
  });
}
