import type postgres from "postgres";
import { applyFunctionNamed, applyFunctions } from "../apply-functions";
import { applyMigrations, knownMigrations, lastMigration } from "../apply-migrations";
import { holdingSchema, onOneConnection } from "../migrate";
import { DAYS_AHEAD, ensurePartitions } from "../partitions";
import { schemaOf } from "../schema-name";
import { BackupError, type BackupTable, type Manifest } from "./format";
import { Loading } from "./loading";
import { readBackup } from "./read-archive";
import { LEFT_OUT, quoted, TABLES, tablesInOrder } from "./tables";

/** A start that has just begun lets go within this. */
const IN_THE_WAY_MS = 5_000;
/** As others judge an instance: what has said something since then may live. */
const ALIVE_S = 15;
/**
 * Added to the number of the last change: whoever has seen the database that was lost, and changes which this one does
 * not have, takes nothing for known.
 */
const CHANGES_FORGOTTEN = 1_000_000;

export interface BackupRestored {
  file: string;
  /** The moment that it shows; ISO 8601. */
  at: string;
  tables: number;
  rows: number;
  /** Migrations that came after those of the backup, and were applied to it. */
  applied: string[];
}

/**
 * Fills an empty database from a backup. It is read twice: the first time nothing is changed. All that is changed is
 * one transaction, so that nobody meets a database that is half there.
 *
 * @throws {BackupError} where the file is damaged or of a newer program, or the database is not empty or in use
 */
export async function restoreBackup({
  url,
  file,
}: {
  url: string;
  file: string;
}): Promise<BackupRestored> {
  const { manifest, checksums } = await readBackup(file);
  if (!knownMigrations().includes(manifest.migration)) {
    throw new BackupError(
      `${file} was made by a newer Latchkey (${manifest.program}, migration ${manifest.migration}): restore it with that version`,
    );
  }
  const applied = await onOneConnection(url, (sql) =>
    holdingSchema(sql, () =>
      sql.begin(async (tx) => {
        await tx`set local idle_in_transaction_session_timeout = 0`;
        const schema = schemaOf(sql);
        await refuseUnlessEmpty(tx, schema, manifest.migration);
        await applyMigrations(tx, schema, manifest.migration);
        // The rows need partitions; all functions stand on the tables of today.
        await applyFunctionNamed(tx, schema, "latchkey_ensure_partitions");
        await load(tx, file, manifest);
        const later = await applyMigrations(tx, schema);
        await applyFunctions(tx, schema);
        await ensurePartitions(tx, DAYS_AHEAD.start);
        // Plans that are made of an empty table's figures would be kept.
        await tx.unsafe(`analyze ${quoted(...(await tablesNow(tx)).map(({ name }) => name))}`);
        return later;
      }),
    ),
  );
  const rows = Object.values(checksums.tables).reduce((so, sum) => so + sum.rows, 0);
  return { file, at: manifest.at, tables: manifest.tables.length, rows, applied };
}

const tablesNow = (tx: postgres.TransactionSql) => tablesInOrder(tx, TABLES);

async function refuseUnlessEmpty(
  tx: postgres.TransactionSql,
  schema: string,
  migration: string,
): Promise<void> {
  const last = await lastMigration(tx, schema);
  const [{ there }] = await tx<[{ there: boolean }]>`
    select to_regclass('accounts') is not null as there`;
  if (last === null) {
    if (!there) return;
    throw new BackupError(`the database has a table accounts that is not Latchkey's`);
  }
  await refuseInUse(tx);
  const [{ used }] = await tx<[{ used: boolean }]>`
    select exists (select from accounts) or exists (select from users) as used`;
  if (used) {
    throw new BackupError(
      "the database holds accounts already: a backup is restored into an empty one",
    );
  }
  const known = knownMigrations();
  if (known.indexOf(last) > known.indexOf(migration)) {
    throw new BackupError(
      `the backup is of migration ${migration}, and the database at ${last} already: restore it into a database with nothing in it`,
    );
  }
}

/** From here on no program can join before the restored data are there. */
async function refuseInUse(tx: postgres.TransactionSql): Promise<void> {
  await tx.unsafe(`set local lock_timeout = ${IN_THE_WAY_MS}`);
  await tx`lock table instances in access exclusive mode`;
  await tx`set local lock_timeout = 0`;
  const [alive] = await tx`
    select from instances
    where heartbeat_at > clock_timestamp() - ${ALIVE_S} * interval '1 second'`;
  if (alive) {
    throw new BackupError(
      `a Latchkey runs on the database, or did ${ALIVE_S} seconds ago: stop it, and try again`,
    );
  }
}

/** Replaces what is in the tables by what the backup has. */
async function load(tx: postgres.TransactionSql, file: string, manifest: Manifest): Promise<void> {
  const present = await tablesNow(tx);
  for (const table of manifest.tables) refuseUnknown(file, table, present);
  // The shipped plans among them: the backup has its own.
  await tx.unsafe(`truncate ${quoted(...present.map(({ name }) => name))}`);
  for (const day of manifest.days) {
    await tx`select latchkey_ensure_partitions(${day}::date, ${day}::date)`;
  }
  await withoutTriggers(tx, present, async () => {
    const loading = new Loading(tx);
    // Held against its checksums once more: it may have been changed meanwhile.
    await readBackup(file, { onPiece: (table, piece) => loading.add(table, piece) });
    await loading.end();
  });
  await continueSequences(tx);
  await tx`update change_version set version = version + ${CHANGES_FORGOTTEN}`;
}

function refuseUnknown(file: string, table: BackupTable, present: readonly BackupTable[]): void {
  const found = present.find(({ name }) => name === table.name);
  const isKnown =
    found !== undefined &&
    !LEFT_OUT.includes(table.name) &&
    table.columns.every((column) => found.columns.includes(column));
  if (!isKnown) {
    throw new BackupError(`${file} does not fit its migration: ${table.name} is another there`);
  }
}

/**
 * Notices, and what triggers note of changes, are for what people do: the backup has what became of it. Those of
 * foreign keys stay; an owner may not disable them, and they hold the data against each other.
 */
async function withoutTriggers(
  tx: postgres.TransactionSql,
  tables: readonly BackupTable[],
  work: () => Promise<void>,
): Promise<void> {
  for (const { name } of tables) await tx`alter table ${tx(name)} disable trigger user`;
  await work();
  for (const { name } of tables) await tx`alter table ${tx(name)} enable trigger user`;
}

/** Columns that count by themselves go on after their highest value. */
async function continueSequences(tx: postgres.TransactionSql): Promise<void> {
  const columns = await tx<Array<{ table: string; column: string; sequence: string }>>`
    select c.relname as table, a.attname as column,
      pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and c.relname = any(${TABLES as string[]}) and a.attnum > 0 and not a.attisdropped
      and pg_get_serial_sequence(quote_ident(c.relname), a.attname) is not null`;
  for (const { table, column, sequence } of columns) {
    await tx`
      select setval(${sequence}::regclass, coalesce(max(${tx(column)}), 0) + 1, false)
      from ${tx(table)}`;
  }
}
