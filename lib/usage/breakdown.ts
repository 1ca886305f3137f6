import type { Queryable } from "@/db/queryable";
import type { Span } from "@/db/queries/span";
import { sumTraffic, sumTrafficByBucket, type TrafficRow } from "@/db/queries/traffic";
import { rankKeys, sumTrafficByCategory, sumTrafficOfKeys } from "@/db/queries/traffic-by-key";
import { countByEndpoint } from "@/db/queries/usage-by-endpoint";
import { OUTCOME_COLUMNS } from "@/db/schema/traffic-columns";

/** What a backend bills and reports by: sums of an account's requests, cut in one of several ways. */

interface Question {
  db: Queryable;
  accountId: string;
  /** ISO 8601 in UTC, on quarters of an hour: what counters know. */
  from: string;
  to: string;
}

/** A part of a breakdown that may be long. */
interface Part {
  offset: number;
  limit: number;
}

export interface Sums {
  requests: number;
  /** Admitted, and answered with 2xx or 3xx. */
  succeeded: number;
  /** Admitted, and answered with an error by the endpoint. */
  errors: number;
  /** Not admitted. */
  rejected: number;
  credits: number;
}

const sumsOf = (row: { requests: number; credits: number; ok: number; errors: number }): Sums => ({
  requests: row.requests,
  succeeded: row.ok,
  errors: row.errors,
  rejected: row.requests - row.ok - row.errors,
  credits: row.credits,
});

const NO_SUMS: Sums = { requests: 0, succeeded: 0, errors: 0, rejected: 0, credits: 0 };

const ofCounters = (row: TrafficRow) =>
  sumsOf({ ...row, errors: row.client_error + row.server_error });

/** As other questions about counters have it. */
const spanOf = ({ from, to }: Question): Span => ({
  from,
  to,
  isUpToNow: false,
  starts: [],
  previous: { from, to: from },
  size: "day",
  timeZone: "UTC",
});

const DAY_MS = 86_400_000;

/** By UTC day, the oldest first; days without requests too. */
export async function usageByDay(question: Question): Promise<Array<{ day: string } & Sums>> {
  const { db, accountId, from, to } = question;
  const rows = await sumTrafficByBucket(db, accountId, null, spanOf(question));
  const byDay = new Map(rows.map((row) => [row.start.slice(0, 10), ofCounters(row)]));
  const first = Math.floor(Date.parse(from) / DAY_MS);
  const days = Math.ceil(Date.parse(to) / DAY_MS) - first;
  return Array.from({ length: days }, (_, i) => {
    const day = new Date((first + i) * DAY_MS).toISOString().slice(0, 10);
    return { day, ...(byDay.get(day) ?? NO_SUMS) };
  });
}

/** By key, the busiest first; `offset` is a multiple of `limit`. */
export async function usageByKey(
  question: Question,
  { offset, limit }: Part,
): Promise<{ rows: Array<{ keyId: string; alias: string } & Sums>; all: number }> {
  const { db, accountId } = question;
  const span = spanOf(question);
  const page = offset / limit + 1;
  const { ids, keys } = await rankKeys(db, accountId, span, { rows: limit, page });
  if (keys <= offset) return { rows: [], all: keys };
  const sums = await sumTrafficOfKeys(db, accountId, span, ids);
  const rows = sums.map((row) => ({ keyId: row.id, alias: row.alias, ...sumsOf(row) }));
  return { rows, all: keys };
}

/** By the categories that keys have now, the busiest first. */
export async function usageByCategory(
  question: Question,
): Promise<Array<{ category: string } & Sums>> {
  const { db, accountId } = question;
  const rows = await sumTrafficByCategory(db, accountId, spanOf(question));
  return rows.map((row) => ({ category: row.category, ...sumsOf(row) }));
}

/** By method and path, the busiest first. */
export async function usageByEndpoint(
  { db, accountId, from, to }: Question,
  part: Part,
): Promise<Array<{ method: string; path: string } & Sums>> {
  const rows = await countByEndpoint(db, accountId, { from, to }, part);
  return rows.map((row) => ({ method: row.method, path: row.path, ...sumsOf(row) }));
}

/** How requests ended: `ok`, `client_error`, `server_error`, or the code of a rejection; those that came about. */
export async function usageByOutcome(
  question: Question,
): Promise<Array<{ outcome: string; requests: number }>> {
  const { db, accountId, from, to } = question;
  const row = await sumTraffic(db, accountId, null, { from, to });
  return OUTCOME_COLUMNS.filter((outcome) => row[outcome] > 0).map((outcome) => ({
    outcome,
    requests: row[outcome],
  }));
}
