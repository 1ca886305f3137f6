import type { Queryable } from "@/db/queryable";
import {
  limitStatements,
  type LogPageQuery,
  type LogRow,
  MERGED_KEYS,
  selectLogPage,
  selectMomentBehind,
} from "@/db/queries/requests";
import { isStatementTimeout } from "@/lib/storage/statement-timeout";
import type { Cursor } from "./cursor";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export interface Patience {
  /** So many of the account's rows are always looked through, whatever it takes. */
  rows: number;
  /** Past them no slice begins after this. */
  budgetMs: number;
}
/** Accounts with fewer rows never see a search that stops; ten thousand take some milliseconds. */
export const PATIENCE: Patience = { rows: 10_000, budgetMs: 150 };

const MIN_SPAN_MS = MINUTE_MS;
/** A span that has grown to this has met next to nothing: the rest is looked at in one go. */
const MAX_SPAN_MS = 32 * DAY_MS;
/** Each slice is fitted to how long the one before took, but grows and shrinks by this at most. */
const GROWTH = 8;
/** How long a slice should take: long enough to be worth its round trips. */
const SLICE_MS = 50;
/** A slice that was fitted badly (a burst of traffic) is broken off, and made smaller. */
const SLICE_TIMEOUT_MS = 600;
const FIRST_TIMEOUT_MS = 6_000;
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
 * not match. So it looks through the next ten thousand rows, then walks on in slices of time, and
 * when its time is over it stops where it is, with what it has found. However large the log, a
 * page takes no longer, and asking on from `stoppedAt` loses nothing.
 *
 * @returns null when even the first rows took too long to look through
 */
export async function selectInSlices(
  db: Queryable,
  query: LogPageQuery,
  { nowMs, patience }: { nowMs: number; patience: Patience },
): Promise<SlicedRows | null> {
  const startedMs = performance.now();
  const elapsedMs = () => performance.now() - startedMs;
  const go = query.after?.go ?? "older";
  const sign = go === "newer" ? 1 : -1;

  const first = await selectMomentBehind(db, query, patience.rows);
  let edgeMs = first === null ? null : Date.parse(first) + (go === "newer" ? 1 : 0);
  const rows = await selectSlice(db, { ...query, until: untilOf(edgeMs) }, FIRST_TIMEOUT_MS);
  if (rows === null) return null;

  let spanMs = Math.max(
    MIN_SPAN_MS,
    Math.abs((query.after ? Date.parse(query.after.at) : nowMs) - (edgeMs ?? nowMs)),
  );
  let tookMs = elapsedMs();
  while (edgeMs !== null && rows.length < query.limit) {
    const after = { go, ...justBeyond(edgeMs, go) } as const;
    if (elapsedMs() >= patience.budgetMs) {
      return { rows, stoppedAt: await placeBeyond(db, query, after) };
    }
    const fit = Math.min(GROWTH, Math.max(1 / GROWTH, SLICE_MS / Math.max(1, tookMs)));
    spanMs = Math.max(MIN_SPAN_MS, spanMs * fit);
    const sliceStartedMs = performance.now();
    const nextEdgeMs = edgeOf(query, Math.floor(edgeMs + sign * spanMs), spanMs, nowMs);
    const slice = { ...query, after, until: untilOf(nextEdgeMs), limit: query.limit - rows.length };
    const found = await selectSlice(db, slice, SLICE_TIMEOUT_MS);
    tookMs = performance.now() - sliceStartedMs;
    if (found !== null) {
      rows.push(...found);
      edgeMs = nextEdgeMs;
    } else if (elapsedMs() > GIVE_UP_MS) return { rows, stoppedAt: after };
  }
  return { rows, stoppedAt: null };
}

/** Where a slice is to end, in Unix milliseconds; null when that is as far as the question reaches. */
function edgeOf(
  { after, conditions: { from, to } }: LogPageQuery,
  edgeMs: number,
  spanMs: number,
  nowMs: number,
): number | null {
  if (spanMs >= MAX_SPAN_MS) return null;
  if (after?.go === "newer") return edgeMs >= (to?.getTime() ?? nowMs) ? null : edgeMs;
  return from && edgeMs <= from.getTime() ? null : edgeMs;
}

const untilOf = (edgeMs: number | null) => (edgeMs === null ? null : momentOf(edgeMs));

/** A slice takes its edge in: the next one begins beyond every id of that moment. */
const justBeyond = (edgeMs: number, go: Cursor["go"]) => ({
  at: momentOf(edgeMs),
  id: go === "newer" ? MAX_ID : NIL_ID,
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
async function selectSlice(
  db: Queryable,
  query: LogPageQuery,
  timeoutMs: number,
): Promise<LogRow[] | null> {
  try {
    return await db.transaction(async (tx) => {
      await limitStatements(tx, timeoutMs);
      return selectLogPage(tx, query);
    });
  } catch (error) {
    if (isStatementTimeout(error)) return null;
    throw error;
  }
}
