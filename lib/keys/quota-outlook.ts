import { type QuotaOutlookRow, readQuotaOutlooks } from "@/db/queries/quota-outlook";
import type { Queryable } from "@/db/queryable";
import { WINDOW_MS } from "@/lib/enforcement/decision/windows";
import { QUOTA_NAMES, QUOTA_WINDOWS, type QuotaName } from "@/lib/quota-windows";
import type { KeyView } from "@/lib/keys/list";
import { type Cap, reachedAt } from "@/lib/usage/forecast";

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
  /** What the rate is that of; of a key that is younger than the stretch, its present one. */
  rateOf: "hour" | "day" | "week" | "present";
}

type KeyOutlookedFor = Pick<KeyView, "id" | "quotas" | "used" | "createdAt" | "expiresAt">;

interface Call<I> {
  ctx: { db: Queryable; accountId: string };
  input: I;
}

/** What becomes of each quota that a key has: when capacity returns, and when it runs out. */
export async function quotaOutlook({
  ctx,
  input: key,
}: Call<KeyOutlookedFor>): Promise<QuotaOutlook[]> {
  return (await quotaOutlooks({ ctx, input: [key] })).get(key.id) ?? [];
}

/** The same of several keys, under their ids, from one look at the database. */
export async function quotaOutlooks({
  ctx,
  input: keys,
}: Call<readonly KeyOutlookedFor[]>): Promise<Map<string, QuotaOutlook[]>> {
  const capped = keys.filter(({ quotas }) => quotasSet(quotas).length > 0);
  if (capped.length === 0) return new Map();
  const ids = capped.map(({ id }) => id);
  const rows = await readQuotaOutlooks(ctx.db, ctx.accountId, ids);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    capped.flatMap((key) => {
      const row = byId.get(key.id);
      return row ? [[key.id, quotasSet(key.quotas).map((name) => outlookOf(name, key, row))]] : [];
    }),
  );
}

const quotasSet = (quotas: KeyView["quotas"]) =>
  QUOTA_NAMES.filter((name) => quotas[name] !== null);

function outlookOf(name: QuotaName, key: KeyOutlookedFor, row: QuotaOutlookRow): QuotaOutlook {
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
    caps: capsBesides(name, key),
  });
  // Once the key has expired nothing counts any more.
  const isInTime = atMs !== null && (key.expiresAt === null || atMs < key.expiresAt.getTime());
  const freesAt = name === "total" ? null : row[`${name}_frees`];
  return {
    name,
    freesAt: freesAt === null ? null : new Date(freesAt),
    returnsInHour: name === "total" ? 0 : row[`${name}_hour`],
    reachedAt: isInTime ? new Date(atMs) : null,
    rateOf: ageMs < overMs ? "present" : rateOf,
  };
}

/** What the key's other quotas let through: no quota fills up faster than the rest allow. */
function capsBesides(name: QuotaName, { quotas, used }: KeyOutlookedFor): Cap[] {
  return quotasSet(quotas)
    .filter((other) => other !== name)
    .map((other) => {
      const limit = quotas[other] ?? Infinity;
      const windowMs = other === "total" ? null : WINDOW_MS[other];
      return { windowMs, limit, room: Math.max(limit - used[other], 0) };
    });
}

function rateFor(name: QuotaName, { used }: KeyOutlookedFor, row: QuotaOutlookRow) {
  const { rateOf } = QUOTA_WINDOWS[name];
  switch (rateOf) {
    case "hour":
      return { rateOf, counted: row.last_hour, overMs: HOUR_MS };
    case "day":
      return { rateOf, counted: used.daily, overMs: WINDOW_MS.daily };
    case "week":
      return { rateOf, counted: used.weekly, overMs: WINDOW_MS.weekly };
  }
}
