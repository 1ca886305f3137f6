import type { Queryable } from "@/db/queryable";
import type { LogEntry, LogFilter } from "../schema";
import { searchRequests } from "./search";
import { databaseNow } from "@/lib/time/database-time";

/** What one look shows at most. */
export const TAIL_ROWS = 100;

/**
 * A row is dated by its request's arrival and written when its answer begins: a slow request turns
 * up behind newer ones. So each look goes back a while, and whoever watches knows rows by their id.
 */
const OVERLAP_MS = 60_000;
/** However long nobody has looked, a look goes back no further. */
const MAX_GAP_MS = 10 * 60_000;

interface Tail {
  db: Queryable;
  accountId: string;
  filter: LogFilter;
  /** `atMs` of the look before; null for the first. */
  sinceMs: number | null;
  nowMs?: number;
}

export interface TailLook {
  /** Newest first, also some that an earlier look has had. */
  entries: LogEntry[];
  /** More came than one look shows: some may never be seen. */
  isFull: boolean;
  /** The filter asks for too much to be looked through in time, or for no key at all. */
  problem: "unknown_key" | "took_too_long" | null;
  /** When this look was taken, in Unix milliseconds. */
  atMs: number;
}

/** What has come into the log since the last look, or in the last minute. */
export async function tailRequests({
  db,
  accountId,
  filter,
  sinceMs,
  nowMs = databaseNow(),
}: Tail): Promise<TailLook> {
  const newMs = Math.max(Math.min(sinceMs ?? nowMs, nowMs), nowMs - MAX_GAP_MS) - OVERLAP_MS;
  const from = new Date(Math.max(newMs, filter.from?.getTime() ?? 0));
  const page = await searchRequests({
    db,
    accountId,
    filter: { ...filter, last: undefined, to: undefined, from },
    limit: TAIL_ROWS,
    nowMs,
  });
  return {
    entries: page.entries,
    isFull: page.next !== null,
    problem: page.problem,
    atMs: nowMs,
  };
}
