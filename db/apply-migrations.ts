import path from "node:path";
import { fileURLToPath } from "node:url";
import type postgres from "postgres";
import journal from "./migrations/meta/_journal.json" with { type: "json" };
import { statementInSchema } from "./migrations-in-schema";
import { DEFAULT_SCHEMA } from "./schema-name";
import { WrongSchema } from "./wrong-schema";

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");

/** A client, or a transaction of it. */
type Asked = postgres.Sql | postgres.TransactionSql;

/** The names of all migrations that this program knows, in their order. */
export const KNOWN_MIGRATIONS: readonly string[] = journal.entries.map(({ tag }) => tag);

/** Where it is written down what was applied: drizzle's own place, or within the schema. */
const tableOf = (schema: string): string =>
  schema === DEFAULT_SCHEMA ? "drizzle.__drizzle_migrations" : `${schema}.__drizzle_migrations`;

/** @returns when the migrations were made that a database has, as drizzle tells them apart */
async function appliedMoments(sql: Asked, schema: string): Promise<number[]> {
  const list = tableOf(schema);
  const [table] = await sql<[{ found: boolean }]>`select to_regclass(${list}) is not null as found`;
  if (!table.found) return [];
  const rows = await sql<{ at: string }[]>`select created_at as at from ${sql.unsafe(list)}`;
  return rows.map(({ at }) => Number(at));
}

/**
 * What a database lacks of the migrations that this program knows.
 * @returns their names, in their order
 * @throws {WrongSchema} where the database has more than this program knows
 */
export async function missingMigrations(sql: Asked, schema: string): Promise<string[]> {
  const last = Math.max(0, ...(await appliedMoments(sql, schema)));
  const known = Math.max(...journal.entries.map(({ when }) => when));
  if (last > known) throw WrongSchema.ofNewer();
  return journal.entries.filter(({ when }) => when > last).map(({ tag }) => tag);
}

/**
 * Applies what a database lacks.
 * @param upTo the last one to apply; left out: all that are known
 * @returns the names of what was applied, in their order
 */
export async function applyMigrations(
  tx: postgres.TransactionSql,
  schema: string,
  upTo = KNOWN_MIGRATIONS.at(-1)!,
): Promise<string[]> {
  const last = KNOWN_MIGRATIONS.indexOf(upTo);
  const missing = (await missingMigrations(tx, schema)).filter(
    (tag) => KNOWN_MIGRATIONS.indexOf(tag) <= last,
  );
  if (missing.length === 0) return [];
  await makePlaces(tx, schema);
  // Loaded only where there is something to do.
  const { readMigrationFiles } = await import("drizzle-orm/migrator");
  const files = readMigrationFiles({ migrationsFolder: FOLDER });
  for (const tag of missing) {
    const { sql, hash, folderMillis } = files[KNOWN_MIGRATIONS.indexOf(tag)]!;
    for (const statement of sql) await tx.unsafe(statementInSchema(statement, schema)).simple();
    await tx`
      insert into ${tx.unsafe(tableOf(schema))} (hash, created_at) values (${hash}, ${folderMillis})`;
  }
  return missing;
}

/** The schema, and the list of what was applied. What is there is left alone: a role may use it that may not make it. */
async function makePlaces(tx: postgres.TransactionSql, schema: string): Promise<void> {
  for (const name of new Set([schema, tableOf(schema).split(".")[0]!])) {
    const [found] = await tx`select from pg_namespace where nspname = ${name}`;
    if (!found) await tx`create schema ${tx(name)}`;
  }
  await tx.unsafe(
    `create table if not exists ${tableOf(schema)} (id serial primary key, hash text not null, created_at bigint)`,
  );
}
