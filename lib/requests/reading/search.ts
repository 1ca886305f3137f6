import type { Queryable } from "@/db/queryable";
import { listCategories } from "@/db/queries/keys";
import {
  findAlias,
  findKeyIds,
  listAliases,
  type LogPageQuery,
  type LogRow,
  MERGED_KEYS,
  selectLogPage,
} from "@/db/queries/requests";
import { isUuid } from "@/lib/ids";
import { type Cursor, readCursor, writeCursor } from "./cursor";
import { LAST_MS, type LogEntry, type LogFilter, readChecks } from "../schema";
import { PATIENCE, type Patience, selectInSlices, type SlicedRows } from "./slices";
import { databaseNow } from "@/lib/time/database-time";

const MAX_LIMIT = 10_000;

interface Search {
  db: Queryable;
  accountId: string;
  filter: LogFilter;
  /** From `next` or `previous` of a page; anything else begins at the newest row. */
  cursor?: string | null;
  /** Rows a page, at most 10,000. */
  limit: number;
  /** Unix milliseconds. */
  nowMs?: number;
  /** How far a search that no index serves looks before it shows what it has. */
  patience?: Patience;
}

export interface LogPage {
  /** Newest first. */
  entries: LogEntry[];
  /** Cursor of the page of older rows; null at the end. */
  next: string | null;
  /** Cursor of the page of newer rows; null at the newest. */
  previous: string | null;
  /**
   * Up to which moment (ISO 8601) the search has looked, where it stopped before its page was full
   * rather than let anybody wait; null otherwise. `next` (or `previous`) goes on from there.
   */
  searchedTo: string | null;
  /** Set when there is no page to show, and why. */
  problem: "unknown_key" | "took_too_long" | null;
}

const nothing = (problem: LogPage["problem"]): LogPage => ({
  entries: [],
  next: null,
  previous: null,
  searchedTo: null,
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
  nowMs = databaseNow(),
  patience = PATIENCE,
}: Search): Promise<LogPage> {
  const { key, category, last, ...conditions } = filter;
  const byKey = key !== undefined || category !== undefined;
  const keyIds = byKey ? await findKeyIds(db, accountId, { key, category }) : null;
  if (keyIds?.length === 0) return nothing("unknown_key");

  if (last) {
    const fromMs = Math.max(nowMs - LAST_MS[last], conditions.from?.getTime() ?? 0);
    conditions.from = new Date(fromMs);
  }

  const after = cursor ? readCursor(cursor) : null;
  const size = Math.min(Math.max(1, Math.floor(limit)), MAX_LIMIT);
  // One more than is shown tells whether there is another page.
  const query = { accountId, keyIds, conditions, after, limit: size + 1 };
  const found = isIndexed(query)
    ? { rows: await selectLogPage(db, query), stoppedAt: null }
    : await selectInSlices(db, query, { nowMs, patience });
  if (found === null) return nothing("took_too_long");
  if (found.rows.length === 0 && !found.stoppedAt && after?.go === "newer") {
    return searchRequests({ db, accountId, filter, limit, nowMs, patience });
  }
  return toPage(found, size, after);
}

/** Whether an index leads to the page's rows and to no others. */
function isIndexed({ keyIds, conditions }: LogPageQuery): boolean {
  const { status, code, method, path, ip, request } = conditions;
  if (request !== undefined) return true;
  if (keyIds && keyIds.length > MERGED_KEYS) return false;
  return [status, code, method, path, ip].every((value) => value === undefined);
}

function toPage({ rows, stoppedAt }: SlicedRows, size: number, after: Cursor | null): LogPage {
  const hasMore = rows.length > size;
  const shown = rows.slice(0, size);
  const isBackwards = after?.go === "newer";
  if (isBackwards) shown.reverse();
  const first = shown[0];
  const last = shown.at(-1);
  const goOn = stoppedAt && writeCursor(stoppedAt);
  const next = last && (isBackwards || hasMore) ? cursorAt(last, "older") : null;
  const previous = (isBackwards ? hasMore : after !== null) ? newerThan(first, after) : null;
  return {
    entries: shown.map(toEntry),
    next: isBackwards ? next : (goOn ?? next),
    previous: isBackwards ? (goOn ?? previous) : previous,
    searchedTo: stoppedAt && toMillis(stoppedAt.at),
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

/** From the microseconds that PostgreSQL keeps to the milliseconds that people are shown. */
const toMillis = (at: string) => `${at.slice(0, 23)}Z`;

function toEntry(row: LogRow): LogEntry {
  return {
    requestId: row.id,
    at: toMillis(row.at),
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

/** One request of the account by its id; null also for another account's, and for what is no id. */
export async function findRequest({
  db,
  accountId,
  requestId,
}: {
  db: Queryable;
  accountId: string;
  requestId: string;
}): Promise<LogEntry | null> {
  if (!isUuid(requestId)) return null;
  const [row] = await selectLogPage(db, {
    accountId,
    keyIds: null,
    conditions: { request: requestId },
    after: null,
    limit: 1,
  });
  return row ? toEntry(row) : null;
}

/** More keys than these are not laid out to choose from; they are found by typing. */
export const OFFERED_KEYS = 100;

export interface LogFilterChoices {
  /** Aliases, the first hundred in their order. */
  keys: string[];
  hasMoreKeys: boolean;
  categories: string[];
  /** The alias of the key that is asked for, also where the URL has its id. */
  named: string | null;
}

/** What the log's filters offer: the account's aliases and categories. */
export async function logFilterChoices({
  db,
  accountId,
  key,
}: {
  db: Queryable;
  accountId: string;
  /** What the filter asks for: an alias or an id. */
  key?: string | undefined;
}): Promise<LogFilterChoices> {
  const [keys, categories, named] = await Promise.all([
    listAliases(db, accountId, { part: "", limit: OFFERED_KEYS + 1 }),
    listCategories(db, accountId),
    key === undefined ? null : findAlias(db, accountId, key),
  ]);
  return {
    keys: keys.slice(0, OFFERED_KEYS),
    hasMoreKeys: keys.length > OFFERED_KEYS,
    categories,
    named,
  };
}

/** Aliases that hold what was typed, without regard to case; twenty at most. */
export async function suggestKeys({
  db,
  accountId,
  typed,
}: {
  db: Queryable;
  accountId: string;
  typed: string;
}): Promise<string[]> {
  return listAliases(db, accountId, { part: typed.trim(), limit: 20 });
}
