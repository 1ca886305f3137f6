import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import type postgres from "postgres";
import * as accounts from "../schema/accounts";
import * as attempts from "../schema/attempts";
import * as auth from "../schema/auth";
import * as idempotency from "../schema/idempotency";
import * as keys from "../schema/keys";
import * as operations from "../schema/operations";
import * as portal from "../schema/portal";
import * as requests from "../schema/requests";
import * as signUps from "../schema/sign-ups";
import * as tokens from "../schema/tokens";
import * as traffic from "../schema/traffic";
import { type BackupTable, BackupError } from "./format";

const SCHEMA = [
  accounts,
  attempts,
  auth,
  idempotency,
  keys,
  operations,
  portal,
  requests,
  signUps,
  tokens,
  traffic,
];

/** Tables that Latchkey has had. What they held meant something to programs of their time alone. */
const GONE = ["first_quotas"];

/**
 * What only running programs mean: which of them there are, how much they have answered, and what they were granted of
 * quotas and have not answered yet. None of those programs serves the restored database. And which SQL functions there
 * are, as whoever restores a backup applies its own.
 */
export const LEFT_OUT: readonly string[] = [
  "instances",
  "runs",
  "leases",
  "sql_functions",
  ...GONE,
];

/** The names of all tables that Latchkey has, or has had in any migration: a backup may be of an older one. */
export const TABLES: readonly string[] = SCHEMA.flatMap((file) => Object.values(file) as unknown[])
  .filter((value) => is(value, PgTable))
  .map((table) => getTableName(table as PgTable))
  .concat(GONE);

/**
 * The tables that a backup holds, with their columns, each after those that its foreign keys name.
 * @param names of which; what is not there is left out
 */
export async function tablesInOrder(
  tx: postgres.TransactionSql,
  names: readonly string[],
): Promise<BackupTable[]> {
  const columns = await tx<Array<{ name: string; columns: string[] }>>`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relname = any(${names as string[]})
      and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by c.relname order by c.relname`;
  const references = await tx<Array<{ from: string; to: string }>>`
    select distinct f.relname as from, t.relname as to
    from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = current_schema()::regnamespace
      and k.conrelid <> k.confrelid`;
  return inOrder(columns, references);
}

function inOrder(
  tables: readonly BackupTable[],
  references: ReadonlyArray<{ from: string; to: string }>,
): BackupTable[] {
  const left = new Map(tables.map((table) => [table.name, table]));
  const ordered: BackupTable[] = [];
  while (left.size > 0) {
    const waits = new Set(references.filter(({ to }) => left.has(to)).map(({ from }) => from));
    const free = [...left.values()].filter(({ name }) => !waits.has(name));
    if (free.length === 0) {
      throw new BackupError(`tables name each other in a circle: ${[...left.keys()].join(", ")}`);
    }
    for (const table of free) left.delete(table.name);
    ordered.push(...free);
  }
  return ordered;
}

/** An identifier, or a list of them, as SQL has it. */
export const quoted = (...names: readonly string[]): string =>
  names.map((name) => `"${name.replaceAll('"', '""')}"`).join(", ");

/** COPY's own columns of a table. */
export const copyOf = ({ name, columns }: BackupTable): string =>
  `${quoted(name)} (${quoted(...columns)})`;
