import { readQuotaOutlook, type QuotaOutlookRow } from "@/db/queries/quota-outlook";
import type { Queryable } from "@/db/queryable";
import { WINDOW_MS } from "@/lib/enforcement/windows";
import { QUOTA_NAMES, type QuotaName } from "@/lib/errors";
import type { KeyView } from "@/lib/keys/list";
import { reachedAt } from "@/lib/usage/forecast";

const HOUR_MS = 3_600_000;
/** A key that is minutes old has no rate worth the name. */
const SHORTEST_MS = 10 * 60_000;

export interface QuotaOutlook {
  name: QuotaName;
  /** When there is room for one request more; null for an all-time quota, or where none counts. */
  freesAt: Date | null;
  /** How many requests leave the window within the next hour. */
  returnsInHour: number;
  /** When it is reached if the rate goes on; null where it is reached already, or not at all. */
  reachedAt: Date | null;
  /** What the rate is that of. */
  rateOf: "hour" | "day" | "week";
}

interface Call {
  ctx: { db: Queryable; accountId: string };
  input: Pick<KeyView, "id" | "quotas" | "used" | "createdAt">;
}

/** What becomes of each quota that a key has: when capacity returns, and when it runs out. */
export async function quotaOutlook({ ctx, input: key }: Call): Promise<QuotaOutlook[]> {
  const set = QUOTA_NAMES.filter((name) => key.quotas[name] !== null);
  if (set.length === 0) return [];
  const row = await readQuotaOutlook(ctx.db, ctx.accountId, key.id);
  return row ? set.map((name) => outlookOf(name, key, row)) : [];
}

function outlookOf(name: QuotaName, key: Call["input"], row: QuotaOutlookRow): QuotaOutlook {
  const nowMs = new Date(row.now).getTime();
  const { rateOf, counted, overMs } = rateFor(name, key, row);
  const hours = row.hours.map(([startS, n]) => ({ startMs: startS * 1000, counted: n }));
  // A replacement that shares its budget counts what came before it was made.
  const bornMs = Math.min(key.createdAt.getTime(), hours[0]?.startMs ?? Infinity);
  const ageMs = Math.max(nowMs - bornMs, SHORTEST_MS);
  const atMs = reachedAt({
    nowMs,
    windowMs: name === "total" ? null : WINDOW_MS[name],
    limit: key.quotas[name] ?? Infinity,
    used: key.used[name],
    perMs: counted / Math.min(overMs, ageMs),
    hours,
  });
  const freesAt = name === "total" ? null : row[`${name}_frees`];
  return {
    name,
    freesAt: freesAt === null ? null : new Date(freesAt),
    returnsInHour: name === "total" ? 0 : row[`${name}_hour`],
    reachedAt: atMs === null ? null : new Date(atMs),
    rateOf,
  };
}

/** The longer the window, the longer the stretch whose rate says where it goes. */
function rateFor(name: QuotaName, { used }: Call["input"], row: QuotaOutlookRow) {
  switch (name) {
    case "daily":
      return { rateOf: "hour", counted: row.last_hour, overMs: HOUR_MS } as const;
    case "weekly":
    case "total":
      return { rateOf: "day", counted: used.daily, overMs: WINDOW_MS.daily } as const;
    case "monthly":
      return { rateOf: "week", counted: used.weekly, overMs: WINDOW_MS.weekly } as const;
  }
}
