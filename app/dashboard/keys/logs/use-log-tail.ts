"use client";

import { useEffect, useState } from "react";
import type { LogEntry } from "@/lib/requests/schema";
import type { TailLook } from "@/lib/requests/reading/tail";
import { LogTail, type TailState } from "./log-tail";

/** Rows in the list while it is live; the oldest make room. */
export const LIVE_ROWS = 200;

export interface LiveLog {
  state: TailState;
  /** Newest first. */
  rows: LogEntry[];
  /** Ids that the last look brought. */
  fresh: ReadonlySet<string>;
  /** How many have come since it went live. */
  arrived: number;
  /** More came than could be shown. */
  hasGap: boolean;
}

const before = (base: LogEntry[]): LiveLog => ({
  state: { kind: "watching" },
  rows: base,
  fresh: new Set(),
  arrived: 0,
  hasGap: false,
});

/**
 * The log's newest rows, and those that come while it is live. Mount it anew (by a key) for other
 * filters.
 *
 * @param url where to ask for new rows; null: not live
 */
export function useLogTail(url: string | null, base: LogEntry[]): LiveLog {
  const [live, setLive] = useState(() => before(base));
  useEffect(() => {
    if (url === null) return;
    const tail = new LogTail(url, {
      onState: (state) => setLive((was) => ({ ...was, state })),
      onLook: (look) => setLive((was) => withLook(was, look)),
    });
    tail.start();
    return () => tail.end();
  }, [url]);
  return url === null ? before(base) : live;
}

/** What is shown after a look: each row once, in the log's order, and no more than fit. */
export function withLook(was: LiveLog, { entries, isFull }: TailLook): LiveLog {
  const known = new Set(was.rows.map((row) => row.requestId));
  const newest = was.rows[0];
  const added = entries.filter((entry) => !known.has(entry.requestId));
  if (added.length === 0 && was.fresh.size === 0) return was;
  const rows = [...added, ...was.rows].sort(newestFirst).slice(0, LIVE_ROWS);
  const oldestOfLook = entries.at(-1);
  const isBehind = isFull && newest && oldestOfLook && newestFirst(oldestOfLook, newest) < 0;
  return {
    ...was,
    rows,
    fresh: new Set(added.map((entry) => entry.requestId)),
    arrived: was.arrived + added.length,
    hasGap: was.hasGap || Boolean(isBehind),
  };
}

function newestFirst(a: LogEntry, b: LogEntry): number {
  const [first, second] = [`${a.at} ${a.requestId}`, `${b.at} ${b.requestId}`];
  return first === second ? 0 : first < second ? 1 : -1;
}
