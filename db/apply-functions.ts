import postgres from "postgres";
import { type FunctionFile, functionFiles, FUNCTIONS_EDITION } from "./function-files";
import { statementInSchema } from "./migrations-in-schema";
import { WrongSchema } from "./wrong-schema";

/*
 * SQL functions and triggers stand once, in db/functions, in their present form. They are applied after all migrations,
 * and again where their text is another than the one that was applied; the row of sql_functions remembers that.
 * See docs/decisions/0021-functions-stand-once.md.
 */

/** A client, or a transaction of it. */
type Asked = postgres.Sql | postgres.TransactionSql;

/** What a database has: the SHA-256 of each file that was applied, by its name. */
interface Applied {
  edition: number;
  sha256: Record<string, string>;
}

/** "Invalid function definition": the result or the names of arguments are others (PostgreSQL, appendix A). */
const OTHER_RESULT = "42P13";

async function appliedFunctions(sql: Asked): Promise<Applied | null> {
  const [table] = await sql<[{ found: boolean }]>`
    select to_regclass('sql_functions') is not null as found`;
  if (!table.found) return null;
  const [row] = await sql<Array<Applied & { there: string[] | null }>>`
    select edition, sha256, (select json_agg(proname) from pg_proc
      where pronamespace = current_schema()::regnamespace) as there
    from sql_functions`;
  if (!row) return null;
  const { edition, sha256, there } = row;
  if (edition > FUNCTIONS_EDITION) throw WrongSchema.ofNewer();
  // What somebody has dropped since is as if it had never been applied.
  const names = new Set(there);
  const kept = Object.entries(sha256).filter(([name]) => names.has(name));
  return { edition, sha256: Object.fromEntries(kept) };
}

/**
 * What of a database's functions is not as this program has it.
 * @returns names of files that are to be applied, and of functions that are to go
 * @throws {WrongSchema} where the database has functions of a newer program
 */
export async function outdatedFunctions(sql: Asked): Promise<string[]> {
  const { changed, gone } = compare(await appliedFunctions(sql));
  return [...changed.map(({ name }) => name), ...gone];
}

function compare(applied: Applied | null) {
  const files = functionFiles();
  const changed = files.filter(({ name, sha256 }) => applied?.sha256[name] !== sha256);
  const known = new Set(files.map(({ name }) => name));
  const gone = Object.keys(applied?.sha256 ?? {}).filter((name) => !known.has(name));
  return { files, changed, gone };
}

/**
 * Makes the functions and triggers of a database those of this program. Only what has changed is touched: a trigger
 * takes a lock on its table, for which the table's writers are waited for.
 *
 * @returns whether anything was to be done
 * @throws {WrongSchema} where the database has functions of a newer program
 */
export async function applyFunctions(
  tx: postgres.TransactionSql,
  schema: string,
): Promise<boolean> {
  const { files, changed, gone } = compare(await appliedFunctions(tx));
  if (changed.length + gone.length === 0) return false;
  for (const file of changed) await applyFunction(tx, schema, file);
  for (const name of gone) await dropFunctions(tx, await functionsNamed(tx, name));
  const sha256 = Object.fromEntries(files.map((file) => [file.name, file.sha256]));
  await tx`
    insert into sql_functions (id, edition, sha256)
    values (1, ${FUNCTIONS_EDITION}, ${tx.json(sha256)})
    on conflict (id) do update set edition = excluded.edition, sha256 = excluded.sha256`;
  return true;
}

/** Applies one of them, whatever the others are. @param name of its file */
export async function applyFunctionNamed(
  tx: postgres.TransactionSql,
  schema: string,
  name: string,
): Promise<void> {
  const file = functionFiles().find((each) => each.name === name);
  if (!file) throw new Error(`db/functions has no ${name}.sql`);
  await applyFunction(tx, schema, file);
}

async function applyFunction(
  tx: postgres.TransactionSql,
  schema: string,
  { name, text }: FunctionFile,
): Promise<void> {
  // A function may call one that comes after it.
  await tx`set local check_function_bodies = off`;
  const before = await functionsNamed(tx, name);
  const moved = statementInSchema(text, schema);
  const create = (on: postgres.TransactionSql) => on.unsafe(moved).simple();
  try {
    // In place, so that running programs and grants go on.
    await tx.savepoint(create);
  } catch (error) {
    const isOther = error instanceof postgres.PostgresError && error.code === OTHER_RESULT;
    if (!isOther) throw error;
    await dropFunctions(tx, before);
    await create(tx);
  }
  // With other arguments it is another function beside the one before.
  const after = await functionsNamed(tx, name);
  if (after.length > 1) await dropFunctions(tx, before);
  await dropTriggersNotIn(tx, name, text);
}

/** @returns what tells them apart, with their arguments */
async function functionsNamed(tx: postgres.TransactionSql, name: string): Promise<string[]> {
  const rows = await tx<Array<{ signature: string }>>`
    select oid::regprocedure::text as signature from pg_proc
    where pronamespace = current_schema()::regnamespace and proname = ${name}`;
  return rows.map(({ signature }) => signature);
}

async function dropFunctions(
  tx: postgres.TransactionSql,
  signatures: readonly string[],
): Promise<void> {
  for (const signature of signatures) {
    await dropTriggers(tx, await tx`${triggers(tx)} where tgfoid = ${signature}::regprocedure`);
    await tx.unsafe(`drop function if exists ${signature}`);
  }
}

/** Triggers of the function that its file does not have any more. */
async function dropTriggersNotIn(
  tx: postgres.TransactionSql,
  name: string,
  text: string,
): Promise<void> {
  const stand = [...text.matchAll(/\bCREATE OR REPLACE TRIGGER (\w+)\s[^;]*?\sON (\w+)/g)];
  const kept = new Set(stand.map(([, trigger, table]) => `${table}.${trigger}`));
  const there = await tx<Trigger[]>`
    ${triggers(tx)} join pg_proc p on p.oid = tgfoid
    where p.proname = ${name} and p.pronamespace = current_schema()::regnamespace`;
  await dropTriggers(
    tx,
    there.filter(({ table, trigger }) => !kept.has(`${table}.${trigger}`)),
  );
}

interface Trigger {
  trigger: string;
  table: string;
}

const triggers = (tx: postgres.TransactionSql) => tx`
  select tgname as trigger, relname as table from pg_trigger join pg_class c on c.oid = tgrelid`;

async function dropTriggers(
  tx: postgres.TransactionSql,
  those: ReadonlyArray<Partial<Trigger>>,
): Promise<void> {
  for (const { trigger, table } of those) await tx`drop trigger ${tx(trigger!)} on ${tx(table!)}`;
}
