import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type postgres from "postgres";
import { openSql, type OpenOptions } from "./client";
import { connectionSettings, laterSettings } from "./connection-settings";
import { noteServerSettings } from "./server-settings";
import { schemaOf } from "./schema-name";

/** A database that answers, and on which our promises would not hold; the message is for the operator. */
export class UnfitDatabase extends Error {
  override name = "UnfitDatabase";
}

/** PostgreSQL 14. */
const OLDEST = 140_000;
/** postgres.js tries for ever where a connection is closed before PostgreSQL has said a word. */
const FIRST_ANSWER_MS = 15_000;
/** How long a pooler may let the first client wait whose server another one holds. */
const PROBE_MS = 3_000;
/** With so many servers taken, the first client's own is among them. */
const PROBES = 3;

/**
 * Opens a pool of one connection to a database that can keep what we promise. Where PostgreSQL itself is at the other
 * end, it is the only connection, and asked once.
 *
 * @throws {UnfitDatabase} where it cannot
 */
export async function openFit(options: Pick<OpenOptions, "url" | "name">): Promise<postgres.Sql> {
  const sql = openSql({ ...options, max: 1, statementTimeoutMs: 0 });
  try {
    const { isDirect, lost, missing } = await onceUp(() => refuseServer(sql));
    if (isDirect) {
      noteServerSettings(options.url, missing);
      for (const [name, value] of Object.entries(missing)) {
        await sql`select set_config(${name}, ${value}, false)`;
      }
    }
    if (!isDirect) await refuseTransactionPooler(sql, options.url);
    if (lost.length > 0) throw lostSettings(lost);
    return sql;
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
}

/** cannot_connect_now (PostgreSQL, appendix A): it starts, or reads its own log after a crash. */
const STARTS_UP = "57P03";
const START_PATIENCE_MS = 60_000;
const ASKED_AGAIN_MS = 250;

/** Waits for a server that says that it is about to be there: after a failure of the machine both start at once. */
async function onceUp<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + START_PATIENCE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const startsUp = (error as { code?: unknown }).code === STARTS_UP;
      if (!startsUp || performance.now() > deadline) throw error;
      await pause(ASKED_AGAIN_MS);
    }
  }
}

interface Server {
  /** No pooler is in between: those say a process of their own to whoever connects. */
  isDirect: boolean;
  /** What a connection has said, and does not hold. */
  lost: Setting[];
  /** What a connection to this server must say besides, as the server's version alone tells. */
  missing: Record<string, string>;
}

interface Setting {
  name: string;
  /** What we say. */
  wanted: string;
  /** What holds. */
  setting: string;
}

/**
 * Makes sure of what can be asked for in one statement.
 * @throws {UnfitDatabase} where the server is too old, or the database in another encoding, or has no triggers
 */
async function refuseServer(sql: postgres.Sql): Promise<Server> {
  const wanted = connectionSettings(schemaOf(sql));
  const rows = await within(FIRST_ANSWER_MS, askServer(sql, [...Object.keys(wanted), ...LATER]));
  if (rows === null) {
    throw new UnfitDatabase(
      `takes a PostgreSQL that answers: nothing there has spoken its protocol within ${FIRST_ANSWER_MS / 1000} s`,
    );
  }
  const { number, version, encoding, role, pid, settings } = rows[0];
  if (number < OLDEST)
    throw new UnfitDatabase(`takes PostgreSQL 14 or newer, and this is ${version}`);
  if (encoding !== "UTF8") {
    throw new UnfitDatabase(`takes a database in UTF8, and this is in ${encoding}`);
  }
  // Only a superuser could set it otherwise for our connections.
  if (role === "replica") {
    throw new UnfitDatabase(
      "takes a database whose triggers run, and here session_replication_role is replica",
    );
  }
  const lost = Object.entries(wanted).flatMap(([name, value]) => {
    const setting = settings[name];
    const isLost = setting !== undefined && setting.replaceAll('"', "") !== value;
    return isLost ? [{ name, wanted: value, setting }] : [];
  });
  const isDirect = rows.state?.pid === pid;
  const missing = laterSettings(settings);
  if (!isDirect) {
    // It would refuse what it does not know.
    for (const [name, value] of Object.entries(missing)) {
      lost.push({ name, wanted: value, setting: settings[name]! });
    }
  }
  return { isDirect, lost, missing };
}

const LATER = ["transaction_timeout", "synchronous_commit"];

interface Answer {
  number: number;
  version: string;
  encoding: string;
  role: string;
  pid: number;
  settings: Record<string, string>;
}

const askServer = (sql: postgres.Sql, names: readonly string[]) => sql<[Answer]>`
  select current_setting('server_version_num')::int as number,
    current_setting('server_version') as version, current_setting('server_encoding') as encoding,
    current_setting('session_replication_role') as role, pg_backend_pid() as pid,
    (select json_object_agg(lower(name), setting) from pg_settings where lower(name) = any(${[...names]}))
      as settings`;

/** A pooler may drop what a connection says of itself; then the database can say it in its place. */
function lostSettings(lost: readonly Setting[]): UnfitDatabase {
  const [{ name, wanted, setting }] = lost as [Setting];
  const list = (value: string) =>
    value
      .split(", ")
      .map((part) => `'${part}'`)
      .join(", ");
  const statements = lost.map((each) => `SET ${each.name} = ${list(each.wanted)}`).join("; ");
  return new UnfitDatabase(
    `leads through a pooler that drops settings (${name} is ${setting}, not ${wanted}): connect to PostgreSQL itself, or say them with ALTER DATABASE or ALTER ROLE, and start the pooler again: ${statements}`,
  );
}

/** Null where it takes longer. */
async function within<T>(ms: number, answer: PromiseLike<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([answer, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What one client sets must be there in its next transaction, whoever came in between. A pooler that hands each
 * transaction to another server breaks that, and with it prepared statements, session locks and LISTEN.
 */
async function refuseTransactionPooler(sql: postgres.Sql, url: string): Promise<void> {
  const mark = randomUUID();
  const others: postgres.Sql[] = [];
  const held: Array<() => void> = [];
  try {
    await sql`select set_config('latchkey.probe', ${mark}, false)`;
    for (let i = 0; i < PROBES; i++) {
      const other = openSql({ url, max: 1, name: "latchkey-fitness" });
      others.push(other);
      await hold(other, held);
      if ((await readMark(sql)) !== mark) {
        throw new UnfitDatabase(
          "leads through a pooler that hands each transaction to another server (pool_mode=transaction): connect to PostgreSQL itself, or to a pooler with pool_mode=session",
        );
      }
    }
  } finally {
    for (const release of held) release();
    await Promise.all(others.map((other) => other.end({ timeout: 1 })));
  }
}

/** Keeps a transaction open until it is released. */
function hold(sql: postgres.Sql, held: Array<() => void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const released = new Promise<void>((release) => held.push(release));
    sql
      .begin(async (tx) => {
        await tx`select 1`;
        resolve();
        await released;
      })
      .catch(reject);
  });
}

/** Null also where no server is left for the client: then it had none of its own. */
async function readMark(sql: postgres.Sql): Promise<string | null> {
  const reading = sql<[{ mark: string | null }]>`
    select current_setting('latchkey.probe', true) as mark`;
  const rows = await within(PROBE_MS, reading);
  return rows?.[0].mark ?? null;
}
