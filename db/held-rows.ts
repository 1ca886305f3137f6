import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type postgres from "postgres";
import type { Database } from "./client";

/** Rows in a page: few enough to hold, enough that the way to the database does not count. */
export const PAGE_ROWS = 1_000;
/** Of a session; there is one such connection for each call of `heldPages`. */
const CURSOR = "latchkey_rows";

interface HeldOptions {
  /** How long the statement may take until its first row, milliseconds. */
  timeoutMs: number;
}

/**
 * The rows of a statement from one snapshot, in pages, of which the next is read when it is asked for. PostgreSQL keeps
 * the whole answer (`WITH HOLD`): no transaction stays open while a reader is slow.
 *
 * @param query without a semicolon; its values come as plain postgres.js under drizzle has them, dates as texts
 */
export async function* heldPages<R extends Record<string, unknown>>(
  db: Database,
  query: SQL,
  { timeoutMs }: HeldOptions,
): AsyncGenerator<R[]> {
  const { sql: text, params } = new PgDialect().sqlToQuery(query);
  const own = await db.$client.reserve();
  try {
    const declare = `declare ${CURSOR} no scroll cursor with hold for ${text}`;
    await inTime(own.unsafe(declare, params as never[]), timeoutMs);
    for (;;) {
      const rows = await own.unsafe<R[]>(`fetch ${PAGE_ROWS} from ${CURSOR}`);
      if (rows.length > 0) yield [...rows];
      if (rows.length < PAGE_ROWS) break;
    }
  } finally {
    // Where there is none, or no connection any more, what was thrown says more.
    await own.unsafe(`close ${CURSOR}`).catch(() => {});
    own.release();
  }
}

/** PostgreSQL makes the answer amid a commit, which its `statement_timeout` does not end. */
async function inTime(query: postgres.PendingQuery<postgres.Row[]>, timeoutMs: number) {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    query.cancel();
  }, timeoutMs);
  try {
    await query;
  } catch (error) {
    if (isLate) throw new Error(`the list took longer than ${timeoutMs} ms`);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
