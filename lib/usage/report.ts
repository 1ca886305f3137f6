import type { Queryable } from "@/db/queryable";
import { listKeyNames } from "@/db/queries/requests";
import { countOutcomes, listBuckets, type OutcomeRow } from "@/db/queries/usage";
import {
  type Outcome,
  type OutcomeCounts,
  OUTCOMES,
  outcomeOf,
  type Range,
  REJECTION_CODES,
  type UsageReport,
  type UsageShare,
} from "./schema";
import { inZone, spanOf } from "./span";

const noOutcomes = () =>
  Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as OutcomeCounts;

/**
 * An account's requests and credits over a range: over time by outcome, by key and by category.
 * Counted from log rows, so that each figure is what the log shows.
 *
 * @param timeZone an IANA name; days are those of this zone
 * @returns null when there is too much to sum up in time
 */
export async function usageReport({
  db,
  accountId,
  range,
  timeZone,
}: {
  db: Queryable;
  accountId: string;
  range: Range;
  timeZone: string;
}): Promise<UsageReport | null> {
  const counted = await inZone(db, spanOf(range, timeZone), async (tx, span) => {
    const starts = await listBuckets(tx, span);
    const rows = await countOutcomes(tx, accountId, span, REJECTION_CODES);
    return { starts, rows, names: await listKeyNames(tx, accountId) };
  });
  if (!counted) return null;
  const { starts, rows, names } = counted;
  const keys = shareOut(rows, names);
  return { ...overTime(starts, rows), keys, categories: byCategory(keys) };
}

function overTime(starts: string[], rows: OutcomeRow[]) {
  const buckets = new Map(
    starts.map((start) => [start, { start, outcomes: noOutcomes(), requests: 0, credits: 0 }]),
  );
  const total = { outcomes: noOutcomes(), requests: 0, credits: 0 };
  const rejections = new Map<string, number>();
  for (const row of rows) {
    if (row.start === null) continue;
    const outcome = outcomeOf(row.code, row.status_class);
    const bucket = buckets.get(row.start);
    for (const sum of bucket ? [bucket, total] : [total]) {
      sum.outcomes[outcome] += row.requests;
      sum.requests += row.requests;
      sum.credits += row.credits;
    }
    if (row.code) rejections.set(row.code, (rejections.get(row.code) ?? 0) + row.requests);
  }
  return {
    buckets: [...buckets.values()],
    total,
    rejections: [...rejections]
      .map(([code, requests]) => ({ code, requests }))
      .sort((a, b) => b.requests - a.requests),
  };
}

const isError = (outcome: Outcome) => outcome === "client_error" || outcome === "server_error";

function addTo(share: UsageShare, outcome: Outcome, requests: number, credits: number) {
  share.requests += requests;
  share.credits += credits;
  if (outcome === "ok") share.admitted += requests;
  else if (isError(outcome)) share.errors += requests;
  else share.rejected += requests;
}

const emptyShare = (id: string, name: string): UsageShare => ({
  id,
  name,
  requests: 0,
  admitted: 0,
  errors: 0,
  rejected: 0,
  credits: 0,
});

type KeyName = { id: string; alias: string; category: string };

/** Keys without a request in the range are left out. */
function shareOut(rows: OutcomeRow[], names: KeyName[]): UsageReport["keys"] {
  const shares = new Map(
    names.map(({ id, alias, category }) => [id, { ...emptyShare(id, alias), category }]),
  );
  for (const { key_id, code, status_class, requests, credits } of rows) {
    const share = key_id === null ? undefined : shares.get(key_id);
    if (share) addTo(share, outcomeOf(code, status_class), requests, credits);
  }
  return [...shares.values()]
    .filter((share) => share.requests > 0)
    .sort((a, b) => b.requests - a.requests);
}

function byCategory(keys: UsageReport["keys"]): UsageShare[] {
  const shares = new Map<string, UsageShare>();
  for (const key of keys) {
    const share = shares.get(key.category) ?? emptyShare(key.category, key.category);
    shares.set(key.category, {
      ...share,
      requests: share.requests + key.requests,
      admitted: share.admitted + key.admitted,
      errors: share.errors + key.errors,
      rejected: share.rejected + key.rejected,
      credits: share.credits + key.credits,
    });
  }
  return [...shares.values()].sort((a, b) => b.requests - a.requests);
}
