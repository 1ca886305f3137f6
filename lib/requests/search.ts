import type { Queryable } from "@/db/queryable";
import {
  findKeyIds,
  limitStatements,
  listKeyNames,
  type LogRow,
  selectLogPage,
} from "@/db/queries/requests";
import { isStatementTimeout } from "@/lib/statement-timeout";
import { type Cursor, readCursor, writeCursor } from "./cursor";
import { type LogEntry, type LogFilter, readChecks } from "./schema";

/**
 * Filters that no index serves may walk past any number of rows before a page is full. Past this
 * the search gives up and says so, rather than hold a connection.
 */
const SEARCH_TIMEOUT_MS = 6_000;
const MAX_LIMIT = 10_000;

interface Search {
  db: Queryable;
  accountId: string;
  filter: LogFilter;
  /** From `next` or `previous` of a page; anything else begins at the newest row. */
  cursor?: string | null;
  /** Rows a page, at most 10,000. */
  limit: number;
}

export interface LogPage {
  /** Newest first. */
  entries: LogEntry[];
  /** Cursor of the page of older rows; null at the end. */
  next: string | null;
  /** Cursor of the page of newer rows; null at the newest. */
  previous: string | null;
  /** Set when there is no page to show, and why. */
  problem: "unknown_key" | "took_too_long" | null;
}

const nothing = (problem: LogPage["problem"]): LogPage => ({
  entries: [],
  next: null,
  previous: null,
  problem,
});

/**
 * A page of an account's request log, newest first. Paging is by the place of a row in the order
 * (at, id), so that rows which arrive meanwhile neither repeat nor hide others.
 */
export async function searchRequests({
  db,
  accountId,
  filter,
  cursor,
  limit,
}: Search): Promise<LogPage> {
  const { key, category, ...conditions } = filter;
  const byKey = key !== undefined || category !== undefined;
  const keyIds = byKey ? await findKeyIds(db, accountId, { key, category }) : null;
  if (keyIds?.length === 0) return nothing("unknown_key");

  const after = cursor ? readCursor(cursor) : null;
  const size = Math.min(Math.max(1, Math.floor(limit)), MAX_LIMIT);
  // One more than is shown tells whether there is another page.
  const query = { accountId, keyIds, conditions, after, limit: size + 1 };
  let rows: LogRow[];
  try {
    rows = isSelective(filter)
      ? await db.transaction(async (tx) => {
          await limitStatements(tx, SEARCH_TIMEOUT_MS);
          return selectLogPage(tx, query);
        })
      : await selectLogPage(db, query);
  } catch (error) {
    if (isStatementTimeout(error)) return nothing("took_too_long");
    throw error;
  }
  if (rows.length === 0 && after?.go === "newer") {
    return searchRequests({ db, accountId, filter, limit });
  }
  return toPage(rows, size, after);
}

function toPage(rows: LogRow[], size: number, after: Cursor | null): LogPage {
  const hasMore = rows.length > size;
  const shown = rows.slice(0, size);
  const isBackwards = after?.go === "newer";
  if (isBackwards) shown.reverse();
  const first = shown[0];
  const last = shown.at(-1);
  const hasOlder = isBackwards ? true : hasMore;
  const hasNewer = isBackwards ? hasMore : after !== null;
  return {
    entries: shown.map(toEntry),
    next: last && hasOlder ? cursorAt(last, "older") : null,
    previous: hasNewer ? newerThan(first, after) : null,
    problem: null,
  };
}

const cursorAt = ({ at, id }: { at: string; id: string }, go: Cursor["go"]) =>
  writeCursor({ go, at, id });

/** Behind the oldest row there is nothing to point at, but still a way back. */
function newerThan(first: LogRow | undefined, after: Cursor | null): string | null {
  const from = first ?? after;
  return from ? cursorAt(from, "newer") : null;
}

function isSelective({ status, code, method, path, ip }: LogFilter): boolean {
  return [status, code, method, path, ip].some((value) => value !== undefined);
}

function toEntry(row: LogRow): LogEntry {
  return {
    requestId: row.id,
    at: `${row.at.slice(0, 23)}Z`,
    keyId: row.key_id,
    key: row.alias,
    category: row.category,
    method: row.method,
    path: row.path,
    status: row.status,
    code: row.code,
    durationMs: row.duration_ms,
    ip: row.ip,
    credits: row.credits,
    counted: row.counted,
    userAgent: row.user_agent,
    checks: readChecks(row.checks),
  };
}

/** What the log's filters offer: the account's aliases and categories. */
export async function logFilterChoices({
  db,
  accountId,
}: {
  db: Queryable;
  accountId: string;
}): Promise<{ keys: Array<{ id: string; alias: string }>; categories: string[] }> {
  const names = await listKeyNames(db, accountId);
  return {
    keys: names.map(({ id, alias }) => ({ id, alias })),
    categories: [...new Set(names.map((name) => name.category))].sort(),
  };
}
