import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type postgres from "postgres";
import { knownMigrations, lastMigration } from "../apply-migrations";
import { holdingSchema, onOneConnection } from "../migrate";
import { maintenanceLock } from "../queries/maintenance";
import { schemaOf } from "../schema-name";
import {
  BackupError,
  type BackupTable,
  CHECKSUMS,
  MANIFEST,
  newManifest,
  pieceName,
  type Sum,
} from "./format";
import { sha256, Summing } from "./summing";
import { LEFT_OUT, quoted, TABLES, tablesInOrder } from "./tables";
import { ArchiveWriter } from "./write-archive";

/** A piece is cut when it has this many bytes; a row more may lie in it. */
const PIECE_BYTES = 1024 * 1024;
/** Instances write within a fifth of a second what they have answered; busy ones take longer. */
const WRITTEN_WITHIN_MS = 15_000;
const ASK_EVERY_MS = 50;
/** As others judge an instance. */
const ALIVE_S = 10;

export interface BackupMade {
  file: string;
  /** The moment that it shows; ISO 8601. */
  at: string;
  migration: string;
  tables: number;
  rows: number;
  /** Before compression. */
  bytes: number;
  /** Instances that did not say in time that what they had answered is written. */
  notHeardOf: number;
}

interface Options {
  url: string;
  file: string;
  /** This program's version. */
  program: string;
  /** Told where the file lies until it is whole, before it is there. */
  onDraft?: (draft: string) => void;
}

/**
 * Writes all of Latchkey's tables into a file, as they are at one moment, beside running servers. Whatever was
 * answered before it began is in it. Memory does not depend on the size.
 * @throws {BackupError} where the file cannot be written, or the database holds no Latchkey
 */
export function createBackup({ url, file, program, onDraft = () => {} }: Options) {
  return onOneConnection(url, async (sql): Promise<BackupMade> => {
    const writer = await ArchiveWriter.begin(file, onDraft);
    try {
      const migration = await lastMigration(sql, schemaOf(sql));
      if (migration === null) throw new BackupError("the database holds no Latchkey yet");
      const notHeardOf = await writeWhatIsAnswered(sql, migration);
      const made = await holdingSchema(
        sql,
        () => withoutRounds(sql, () => writeSnapshot(sql, writer, { program, migration })),
        { shared: true },
      );
      await writer.finish();
      return { file, ...made, notHeardOf };
    } catch (error) {
      await writer.discard();
      throw error;
    }
  });
}

/**
 * Waits until the rows of what live instances have answered by now are written. Each says every second how many it has
 * journaled. What it says the second time was counted after we began: the first may have been on its way.
 *
 * @returns how many did not say so, or had not written all, in time
 */
async function writeWhatIsAnswered(sql: postgres.Sql, migration: string): Promise<number> {
  const [{ replica }] = await sql<[{ replica: boolean }]>`select pg_is_in_recovery() as replica`;
  // On a replica nothing is said, and by a program of before this migration not either.
  if (replica || migration !== knownMigrations().at(-1)) return countAlive(sql);
  const untilMs = performance.now() + WRITTEN_WITHIN_MS;
  const answered = new Map<string, Answered>();
  for (;;) {
    const alive = await toldByAlive(sql);
    const waitedFor = alive.filter(({ id, told }) => {
      if (told === null) return true;
      let one = answered.get(id);
      if (!one) answered.set(id, (one = new Answered(told.atMs)));
      return !one.isWritten(told);
    });
    if (waitedFor.length === 0 || performance.now() > untilMs) return waitedFor.length;
    await new Promise((resume) => setTimeout(resume, ASK_EVERY_MS));
  }
}

/** What a run says of its rows. */
interface Told {
  /** When it said so; Unix milliseconds. */
  atMs: number;
  journaled: number;
  /** As of now: in the database, or set aside. */
  done: number;
}

/** What one instance had answered when the backup began, as far as it has said so. */
class Answered {
  private told = 0;
  private journaled: number | null = null;

  constructor(private lastMs: number) {}

  isWritten({ atMs, journaled, done }: Told): boolean {
    if (atMs !== this.lastMs) {
      this.lastMs = atMs;
      if (++this.told === 2) this.journaled = journaled;
    }
    return this.journaled !== null && done >= this.journaled;
  }
}

async function toldByAlive(sql: postgres.Sql): Promise<{ id: string; told: Told | null }[]> {
  const rows = await sql<{ id: string; at_ms: number | null; journaled: number; done: number }[]>`
    select i.id, extract(epoch from r.told_at)::float8 * 1000 as at_ms, r.journaled::float8 as journaled,
      (r.written + r.set_aside)::float8 as done
    from instances i left join runs r on r.id = i.run_id
    where i.heartbeat_at > clock_timestamp() - ${ALIVE_S} * interval '1 second'`;
  return rows.map(({ id, at_ms: atMs, journaled, done }) => ({
    id,
    told: atMs === null ? null : { atMs, journaled, done },
  }));
}

async function countAlive(sql: postgres.Sql): Promise<number> {
  const [{ n }] = await sql<[{ n: number }]>`
    select count(*)::int as n from instances
    where heartbeat_at > clock_timestamp() - ${ALIVE_S} * interval '1 second'`;
  return n;
}

/** Rounds drop old days of the log: those that are read would go while they are. */
async function withoutRounds<T>(sql: postgres.Sql, work: () => Promise<T>): Promise<T> {
  const lock = maintenanceLock(sql);
  await sql`select pg_advisory_lock_shared(${lock})`;
  try {
    return await work();
  } finally {
    await sql`select pg_advisory_unlock_shared(${lock})`.catch(() => {});
  }
}

async function writeSnapshot(
  sql: postgres.Sql,
  writer: ArchiveWriter,
  of: { program: string; migration: string },
) {
  const made = await sql.begin("isolation level repeatable read read only", async (tx) => {
    // A slow disk is no reason to end it.
    await tx`set local idle_in_transaction_session_timeout = 0`;
    const names = TABLES.filter((name) => !LEFT_OUT.includes(name));
    const tables = await tablesInOrder(tx, names);
    const [{ at }] = await tx<[{ at: Date }]>`select now() as at`;
    const manifest = newManifest({
      ...of,
      at: at.toISOString(),
      days: await daysOfLog(tx),
      tables,
    });
    const bytes = jsonBytes(manifest);
    await writer.add(MANIFEST, bytes);
    const sums: Record<string, Sum> = {};
    for (const table of tables) sums[table.name] = await writeTable(tx, writer, table);
    await writer.add(CHECKSUMS, jsonBytes({ manifest: sha256(bytes), tables: sums }));
    return { at: manifest.at, migration: manifest.migration, sums: Object.values(sums) };
  });
  const { sums, ...rest } = made;
  const all = (of: (sum: Sum) => number) => sums.reduce((so, sum) => so + of(sum), 0);
  return {
    ...rest,
    tables: sums.length,
    rows: all(({ rows }) => rows),
    bytes: all((sum) => sum.bytes),
  };
}

const jsonBytes = (value: object): Buffer => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

async function daysOfLog(tx: postgres.TransactionSql): Promise<string[]> {
  const rows = await tx<Array<{ day: string }>>`
    select to_char(to_date(right(c.relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD') as day
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'request_logs'::regclass and c.relname ~ '^request_logs_\\d{8}$'
    order by 1`;
  return rows.map(({ day }) => day);
}

/**
 * Ends a copy before its end. Where nobody reads on, its connection is never free for what ends the transaction, and
 * the locks stay with it.
 */
async function giveUp(
  query: Pick<postgres.PendingQuery<postgres.Row[]>, "cancel">,
  rows: Readable,
): Promise<void> {
  const over = finished(rows).catch(() => {});
  rows.resume();
  // postgres.js (3.4.9) takes a query for over as soon as its rows begin to come.
  (query as unknown as { active: boolean }).active = true;
  query.cancel();
  await over;
  // It may have left its socket paused; see below.
  rows._read(0);
}

async function writeTable(
  tx: postgres.TransactionSql,
  writer: ArchiveWriter,
  { name, columns }: BackupTable,
): Promise<Sum> {
  const summing = new Summing();
  let nth = 0;
  let waiting: Buffer[] = [];
  let length = 0;
  const write = async () => {
    const piece = Buffer.concat(waiting);
    waiting = [];
    length = 0;
    summing.add(piece);
    await writer.add(pieceName(name, ++nth), piece);
  };
  // As a query, since COPY alone would find nothing in a table that is partitioned.
  const query = tx.unsafe(`copy (select ${quoted(...columns)} from ${quoted(name)}) to stdout`);
  const rows = await query.readable();
  try {
    for await (const row of rows.iterator({ destroyOnReturn: false })) {
      waiting.push(row as Buffer);
      length += (row as Buffer).length;
      if (length >= PIECE_BYTES) await write();
    }
  } catch (error) {
    await giveUp(query, rows);
    throw error;
  }
  // postgres.js (3.4.9) leaves its socket paused where the last rows have filled the stream, and then never reads that
  // the query is over.
  rows._read(0);
  if (length > 0) await write();
  return summing.sum();
}
