import type { Queryable } from "@/db/queryable";
import {
  limitStatements,
  type LogPageQuery,
  type LogRow,
  MERGED_KEYS,
  selectLogPage,
} from "@/db/queries/requests";
import { isStatementTimeout } from "@/lib/statement-timeout";
import type { Cursor } from "./cursor";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What the first slice spans; each later one is fitted to how long the one before took. */
const FIRST_SPAN_MS = 60 * MINUTE_MS;
const MIN_SPAN_MS = MINUTE_MS;
/** A span that has grown to this has met next to nothing: the rest is looked at in one go. */
const MAX_SPAN_MS = 32 * DAY_MS;
const GROWTH = 8;
/** How long a slice should take: long enough to be worth its round trips. */
const SLICE_MS = 50;
/** No slice begins after this: the page's place is then where the search has got to. */
export const BUDGET_MS = 150;
/** A slice that was fitted badly (a burst of traffic) is broken off, and made smaller. */
const SLICE_TIMEOUT_MS = 600;
const GIVE_UP_MS = 4_000;

const NIL_ID = "00000000-0000-0000-0000-000000000000";
const MAX_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

export interface SlicedRows {
  rows: LogRow[];
  /** Where the search stopped although more rows may match; null when it saw them all. */
  stoppedAt: Cursor | null;
}

/**
 * Rows of a question that no index answers: it may have to walk past any number of rows that do
 * not match. So it walks in slices of time, and when `budgetMs` is over it stops where it is, with
 * what it has found. However large the log, a page takes no longer, and asking on from `stoppedAt`
 * loses nothing.
 *
 * @returns null when even a minute of the log took too long to look through
 */
export async function selectInSlices(
  db: Queryable,
  query: LogPageQuery,
  { nowMs, budgetMs }: { nowMs: number; budgetMs: number },
): Promise<SlicedRows | null> {
  const startedMs = performance.now();
  const elapsedMs = () => performance.now() - startedMs;
  const rows: LogRow[] = [];
  let { after } = query;
  let spanMs = FIRST_SPAN_MS;
  for (;;) {
    const edgeMs = edgeOf(query, after, spanMs, nowMs);
    const sliceStartedMs = performance.now();
    const found = await selectSlice(db, {
      ...query,
      after,
      until: edgeMs === null ? null : momentOf(edgeMs),
      limit: query.limit - rows.length,
    });
    if (found === null) {
      if (elapsedMs() > GIVE_UP_MS)
        return after === query.after ? null : { rows, stoppedAt: after };
      spanMs = Math.max(MIN_SPAN_MS, spanMs / GROWTH);
      continue;
    }
    rows.push(...found);
    if (edgeMs === null || rows.length >= query.limit) return { rows, stoppedAt: null };
    after = { go: query.after?.go ?? "older", ...justBeyond(edgeMs, query) };
    if (elapsedMs() >= budgetMs) return { rows, stoppedAt: await placeBeyond(db, query, after) };
    const fit = SLICE_MS / Math.max(1, performance.now() - sliceStartedMs);
    spanMs = Math.max(MIN_SPAN_MS, spanMs * Math.min(GROWTH, Math.max(1 / GROWTH, fit)));
  }
}

/** Where a slice ends, in Unix milliseconds; null when it reaches as far as the question does. */
function edgeOf(
  { after: begin, conditions: { from, to } }: LogPageQuery,
  after: Cursor | null,
  spanMs: number,
  nowMs: number,
): number | null {
  if (spanMs >= MAX_SPAN_MS) return null;
  const newestMs = Math.min(nowMs, to?.getTime() ?? nowMs);
  if (begin?.go === "newer") {
    const edgeMs = Math.max(Date.parse(after!.at), from?.getTime() ?? 0) + spanMs;
    return edgeMs >= newestMs ? null : edgeMs;
  }
  const placeMs = after ? Math.min(Date.parse(after.at), newestMs) : newestMs;
  const edgeMs = Math.floor(placeMs - spanMs);
  return from && edgeMs <= from.getTime() ? null : edgeMs;
}

/** A slice takes its edge in: the next one begins beyond every id of that moment. */
const justBeyond = (edgeMs: number, { after }: LogPageQuery) => ({
  at: momentOf(edgeMs),
  id: after?.go === "newer" ? MAX_ID : NIL_ID,
});

/**
 * Where to look on from: right before the next row, whether it matches or not, so that nobody is
 * sent through a time in which there is nothing; null when there is none.
 */
async function placeBeyond(
  db: Queryable,
  query: LogPageQuery,
  after: Cursor,
): Promise<Cursor | null> {
  const { keyIds, conditions } = query;
  const [row] = await selectLogPage(db, {
    accountId: query.accountId,
    keyIds: keyIds && keyIds.length <= MERGED_KEYS ? keyIds : null,
    conditions: { from: conditions.from, to: conditions.to },
    after,
    limit: 1,
  });
  return row ? { go: after.go, at: row.at, id: after.go === "newer" ? NIL_ID : MAX_ID } : null;
}

/** To the microsecond, as cursors have it. */
const momentOf = (ms: number) => `${new Date(ms).toISOString().slice(0, -1)}000Z`;

/** Null when it took too long. */
async function selectSlice(db: Queryable, query: LogPageQuery): Promise<LogRow[] | null> {
  try {
    return await db.transaction(async (tx) => {
      await limitStatements(tx, SLICE_TIMEOUT_MS);
      return selectLogPage(tx, query);
    });
  } catch (error) {
    if (isStatementTimeout(error)) return null;
    throw error;
  }
}
