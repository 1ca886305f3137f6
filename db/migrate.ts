import type postgres from "postgres";
import { applyFunctions, outdatedFunctions } from "./apply-functions";
import { applyMigrations, missingMigrations } from "./apply-migrations";
import { openFit } from "./fit-database";
import { DAYS_AHEAD, ensurePartitions, mayChangeSchema, partitionDaysAhead } from "./partitions";
import { lockOf, schemaOf } from "./schema-name";
import { WrongSchema } from "./wrong-schema";

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
  const sql = await openFit({ url, name: "latchkey-migrate" });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
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

/** What a database lacks of this program. */
interface Lacking {
  migrations: string[];
  functions: string[];
}

async function whatIsLacking(sql: postgres.Sql): Promise<Lacking> {
  const migrations = await missingMigrations(sql, schemaOf(sql));
  // What a restore is about to bring must not be made before it: it would stand in its way. The start says the rest.
  const isLeft = migrations.length === 0 && (await isBeingRestored(sql));
  return { migrations, functions: isLeft ? [] : await outdatedFunctions(sql) };
}

/** Whether a dump is being restored; asked without any function, which may not be there yet. See decision 0018. */
async function isBeingRestored(sql: postgres.Sql): Promise<boolean> {
  const [{ there }] = await sql<[{ there: boolean }]>`
    select to_regclass('whole_database') is not null as there`;
  if (!there) return false;
  const [{ whole }] = await sql<[{ whole: boolean }]>`
    select exists (select from whole_database) and exists (
      select from pg_constraint where conrelid = 'whole_database'::regclass and contype = 'f') as whole`;
  return !whole;
}

const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;

function refusal({ migrations, functions }: Lacking): WrongSchema {
  const what =
    migrations.length > 0
      ? `lacks ${counted(migrations.length, "migration")} (the first is ${migrations[0]})`
      : `has ${counted(functions.length, "SQL function")} of another version, or not at all (the first is ${functions[0]})`;
  return new WrongSchema(
    `${what}: run \`npm run -s cli -- migrate\` as a role that may change the schema`,
  );
}

/** How it is told that functions were applied, after the names of migrations. */
const FUNCTIONS = "functions";

/**
 * Brings a database up to date, one process at a time. Where nothing is missing it changes nothing and waits for
 * nobody.
 *
 * @param daysAhead how many days of the log have a partition then, where this role may make them
 * @returns the names of the migrations that were applied, and `functions` where functions were
 * @throws {WrongSchema} where the database is of a newer program, or this role may not bring it up to date
 */
export function migrateDatabase(url: string, daysAhead = DAYS_AHEAD.start): Promise<string[]> {
  return onOneConnection(url, async (sql) => {
    const schema = schemaOf(sql);
    const lacking = await whatIsLacking(sql);
    const isLacking = lacking.migrations.length + lacking.functions.length > 0;
    if (!isLacking && (await partitionDaysAhead(sql)) >= daysAhead) return [];
    if (!(await mayChangeSchema(sql))) {
      if (isLacking) throw refusal(lacking);
      // Whoever may not make partitions serves all the same; their rounds say what is missing.
      return [];
    }
    return holdingSchema(sql, () =>
      sql.begin(async (tx) => {
        // Somebody else may have done it meanwhile.
        const applied = await applyMigrations(tx, schema);
        if (isLacking && (await applyFunctions(tx, schema))) applied.push(FUNCTIONS);
        await ensurePartitions(tx, daysAhead);
        return applied;
      }),
    );
  });
}

/**
 * For a start that must change nothing in the schema.
 * @throws {WrongSchema} where anything is missing, or the database is of a newer program
 */
export function refuseOtherSchema(url: string): Promise<void> {
  return onOneConnection(url, async (sql) => {
    const lacking = await whatIsLacking(sql);
    if (lacking.migrations.length + lacking.functions.length > 0) throw refusal(lacking);
  });
}
