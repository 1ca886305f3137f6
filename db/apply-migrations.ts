import { createHash } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type postgres from "postgres";
import { earlierSteps } from "./baseline";
import journal from "./migrations/meta/_journal.json" with { type: "json" };
import { statementInSchema } from "./migrations-in-schema";
import { DEFAULT_SCHEMA } from "./schema-name";
import { WrongSchema } from "./wrong-schema";

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");

/** A client, or a transaction of it. */
type Asked = postgres.Sql | postgres.TransactionSql;

/** Makes all tables of today's first migration; an earlier database comes to the same by `earlierSteps`. */
const BASELINE = journal.entries[0]!;

const earlierTags = () => earlierSteps().map(({ tag }) => tag);

/** The names of all migrations that this program knows, in their order, those from before the baseline among them. */
export const knownMigrations = (): readonly string[] => [
  ...earlierTags(),
  ...journal.entries.map(({ tag }) => tag),
];

/** Where it is written down what was applied: drizzle's own place, or within the schema. */
const tableOf = (schema: string): string =>
  schema === DEFAULT_SCHEMA ? "drizzle.__drizzle_migrations" : `${schema}.__drizzle_migrations`;

/** @returns when the last migration was made that a database has, as drizzle tells them apart; 0: it has none */
async function lastMoment(sql: Asked, schema: string): Promise<number> {
  const list = tableOf(schema);
  const [table] = await sql<[{ found: boolean }]>`select to_regclass(${list}) is not null as found`;
  if (!table.found) return 0;
  const rows = await sql<{ at: string }[]>`select created_at as at from ${sql.unsafe(list)}`;
  return Math.max(0, ...rows.map(({ at }) => Number(at)));
}

/**
 * The last migration that a database has.
 * @returns its name; null where it has none
 * @throws {WrongSchema} where it is none that this program knows
 */
export async function lastMigration(sql: Asked, schema: string): Promise<string | null> {
  const last = await lastMoment(sql, schema);
  if (last === 0) return null;
  if (last > journal.entries.at(-1)!.when) throw WrongSchema.ofNewer();
  const known = [...earlierSteps(), ...journal.entries];
  const found = known.findLast(({ when }) => when <= last);
  if (found) return found.tag;
  throw new WrongSchema(
    "holds a database from before commit b1c84bd: bring it up to date with that version first",
  );
}

/**
 * What a database lacks of the migrations that this program knows.
 * @returns their names, in their order
 * @throws {WrongSchema} where the database has more than this program knows, or is too old
 */
export async function missingMigrations(sql: Asked, schema: string): Promise<string[]> {
  const last = await lastMigration(sql, schema);
  if (last === null) return journal.entries.map(({ tag }) => tag);
  const known = knownMigrations();
  return known.slice(known.indexOf(last) + 1);
}

/**
 * Applies what a database lacks.
 * @param upTo the last one to apply; left out: all that are known. Where nothing is there yet, one from before the
 *   baseline makes the tables as they were then, for a backup of that time
 * @returns the names of what was applied, in their order
 */
export async function applyMigrations(
  tx: postgres.TransactionSql,
  schema: string,
  upTo?: string,
): Promise<string[]> {
  const last = await lastMigration(tx, schema);
  const known = knownMigrations();
  const isOfToday = journal.entries.some(({ tag }) => tag === (upTo ?? BASELINE.tag));
  const from = last === null && isOfToday ? earlierTags().length : known.indexOf(last ?? "") + 1;
  const missing = known.slice(from, upTo === undefined ? known.length : known.indexOf(upTo) + 1);
  if (missing.length === 0) return [];
  await makePlaces(tx, schema);
  const all = await readMigrations();
  for (const tag of missing) {
    const { when, hash, statements } = all.get(tag)!;
    // What the baseline makes, an earlier database has by now: it is only noted.
    const isThere = tag === BASELINE.tag && last !== null;
    for (const statement of isThere ? [] : statements) {
      await tx.unsafe(statementInSchema(statement, schema)).simple();
    }
    await tx`insert into ${tx.unsafe(tableOf(schema))} (hash, created_at) values (${hash}, ${when})`;
  }
  return missing;
}

interface Migration {
  when: number;
  /** SHA-256 of its text, in hex. */
  hash: string;
  statements: string[];
}

/** Loaded only where there is something to do. */
async function readMigrations(): Promise<Map<string, Migration>> {
  const { readMigrationFiles } = await import("drizzle-orm/migrator");
  const all = new Map<string, Migration>();
  for (const { tag, when, sql } of earlierSteps()) {
    const hash = createHash("sha256").update(sql).digest("hex");
    all.set(tag, { when, hash, statements: [sql] });
  }
  const files = readMigrationFiles({ migrationsFolder: FOLDER });
  for (const [i, { sql, hash, folderMillis }] of files.entries()) {
    all.set(journal.entries[i]!.tag, { when: folderMillis, hash, statements: sql });
  }
  return all;
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
