import { createHash } from "node:crypto";
import type postgres from "postgres";

/*
 * Latchkey's tables are in one schema of a database: `public`, or the one that DATABASE_URL names (`?schema=`).
 * Two Latchkeys in two schemas of one database share nothing: what PostgreSQL keeps by database, and not by schema
 * (notices, advisory locks), has a name of its own for each schema. See docs/decisions/0019-a-schema-of-its-own.md.
 */

export const DEFAULT_SCHEMA = "public";
const CHANNEL = "latchkey";

/** Short enough that a channel's name holds it (63 bytes), and never in need of quotation marks. */
const NAME = /^[a-z_][a-z0-9_]{0,39}$/;

/** What a schema's name must be, for a message. */
export const SCHEMA_TAKES =
  "takes a schema of up to 40 lower-case letters, digits and _, which does not begin with pg_";

/** `drizzle` holds the list of migrations of the Latchkey in `public`. */
export const isSchemaName = (name: string): boolean =>
  NAME.test(name) && !name.startsWith("pg_") && !["drizzle", "information_schema"].includes(name);

/** The schema on which a client of `openSql` works. */
export const schemaOf = (sql: postgres.Sql): string =>
  (sql.options.connection as { search_path?: string }).search_path ?? DEFAULT_SCHEMA;

/** Where changes are notified. */
export const channelOf = (schema: string): string =>
  schema === DEFAULT_SCHEMA ? CHANNEL : `${CHANNEL}_${schema}`;

/** The same in SQL, for a statement that runs on the schema. */
export const CHANNEL_IN_SQL = `case current_schema() when '${DEFAULT_SCHEMA}' then '${CHANNEL}' else '${CHANNEL}_' || current_schema() end`;

/** 48 bits: with the number that they are added to, still a safe integer. */
const HASH_DIGITS = 12;

/** The number of an advisory lock in a schema. @param lock its number in `public` */
export function lockOf(lock: number, schema: string): number {
  if (schema === DEFAULT_SCHEMA) return lock;
  const hash = createHash("sha256").update(schema).digest("hex").slice(0, HASH_DIGITS);
  return lock + Number.parseInt(hash, 16);
}
