import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { commitOnlyByCommit } from "./commit";
import { connectionOptions } from "./connection-options";
import { connectionSettings } from "./connection-settings";
import { lastingSql } from "./lasting-sql";

/** Drizzle over a pool: what verbs, searches and pages use. */
export type Database = PostgresJsDatabase & { $client: postgres.Sql };

export interface OpenOptions {
  url: string;
  /** Connections at most. */
  max: number;
  /** Shown in pg_stat_activity. */
  name: string;
  /** No statement may run longer; milliseconds, 0: as long as it takes. */
  statementTimeoutMs?: number;
  /**
   * All statements find their rows by indexes. A plan that was made while a table was nearly empty
   * reads all of it, and is kept until the table is analysed: in the first minutes of a hundred
   * thousand keys that was eight thousand rows for each grant.
   */
  avoidsTableScans?: boolean;
}

/**
 * A database that is back should be found within a second; postgres.js alone would wait up to 20.
 * Spread by chance it need not be: no pool here is large.
 */
const MAX_BACKOFF_S = 1;
/** A connection that nothing is asked on is found dead 10 s after this. */
const KEEP_ALIVE_S = 5;
const STATEMENT_TIMEOUT_MS = 15_000;

/** A pool of plain postgres.js, with dates as `Date` and bigints as text. */
export function openSql(options: OpenOptions): postgres.Sql {
  const { statementTimeoutMs = STATEMENT_TIMEOUT_MS } = options;
  const open = () => openPool({ ...options, statementTimeoutMs });
  return statementTimeoutMs === 0 ? open() : lastingSql(open, statementTimeoutMs);
}

function openPool({
  url,
  max,
  name,
  statementTimeoutMs,
  avoidsTableScans = false,
}: OpenOptions): postgres.Sql {
  const { settings, schema, ...where } = connectionOptions(url);
  const sql = postgres({
    ...(where as postgres.Options<Record<string, never>>),
    max,
    idle_timeout: 0,
    connect_timeout: 5,
    keep_alive: KEEP_ALIVE_S,
    backoff: (attempt: number) => Math.min(MAX_BACKOFF_S, 0.01 * 3 ** attempt),
    onnotice: () => {},
    connection: {
      ...settings,
      application_name: name,
      ...(connectionSettings(schema) as object),
      // A text: postgres.js leaves out what is falsy, and the database's own limit would hold.
      statement_timeout: String(statementTimeoutMs) as unknown as number,
      // Before version 18 a scan that cannot be avoided then looks dear enough to be compiled.
      ...(avoidsTableScans ? { enable_seqscan: "off", jit: "off" } : {}),
    },
  });
  neverRollBackTheDead(sql);
  commitOnlyByCommit(sql);
  return sql;
}

const LOST = /^(CONNECTION_(CLOSED|DESTROYED|ENDED)|ECONNRESET|EPIPE|ETIMEDOUT|57P0[123])$/;

function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === "string" && LOST.test(code)) || isLost(error.cause);
}

/**
 * When a connection is lost within a transaction, postgres.js (3.4.9) writes ROLLBACK to a socket
 * that is not there any more, and that throws where nobody can catch it: the process would end.
 * So a transaction whose connection is lost never returns to it; `begin` itself rejects all the
 * same, because it watches the connection.
 */
function neverRollBackTheDead(sql: postgres.Sql): void {
  const begin = sql.begin.bind(sql) as (...args: unknown[]) => Promise<unknown>;
  const guarded = (...args: unknown[]) => {
    const work = args.pop() as (tx: postgres.TransactionSql) => unknown;
    return begin(...args, async (tx: postgres.TransactionSql) => {
      try {
        return await work(tx);
      } catch (error) {
        if (isLost(error)) return new Promise<never>(() => {});
        throw error;
      }
    });
  };
  sql.begin = guarded as typeof sql.begin;
}
