import type { Queryable } from "@/db/queryable";
import {
  type KeyTraffic,
  sumTrafficByCategory,
  sumTrafficByKey,
  sumTtfbOfKeys,
} from "@/db/queries/traffic-by-key";
import { ttfbOf } from "./histogram";
import { askInZone } from "./place";
import type { UsageRange, UsageShare } from "./schema";

interface Question {
  db: Queryable;
  accountId: string;
  range: UsageRange;
  /** An IANA name; days are those of this zone. */
  timeZone: string;
}

type Figures = Omit<UsageShare, "id" | "name">;

const figures = (
  { requests, credits, ok, errors }: Pick<KeyTraffic, "requests" | "credits" | "ok" | "errors">,
  counts: number[],
): Figures => ({
  requests,
  admitted: ok,
  errors,
  rejected: requests - ok - errors,
  credits,
  ttfb: ttfbOf(counts),
});

/**
 * The busiest keys of an account over a range, and how many had requests at all.
 * @param limit of how many keys is told
 */
export async function keyShares(
  { db, accountId, range, timeZone }: Question,
  limit: number,
): Promise<{ shares: UsageShare[]; keys: number }> {
  return askInZone(db, range, timeZone, async (tx, span) => {
    const all = await sumTrafficByKey(tx, accountId, span);
    const busiest = all.slice(0, limit);
    const ids = busiest.map(({ id }) => id);
    const ttfb = ids.length > 0 ? await sumTtfbOfKeys(tx, accountId, span, ids) : new Map();
    const shares = busiest.map((row) => ({
      id: row.id,
      name: row.alias,
      ...figures(row, ttfb.get(row.id) ?? []),
    }));
    return { shares, keys: all.length };
  });
}

/** What the keys of each category did over a range, by the categories that they have now. */
export async function categoryShares({
  db,
  accountId,
  range,
  timeZone,
}: Question): Promise<UsageShare[]> {
  return askInZone(db, range, timeZone, async (tx, span) =>
    (await sumTrafficByCategory(tx, accountId, span)).map((row) => ({
      id: row.category,
      name: row.category,
      ...figures(row, row.ttfb),
    })),
  );
}
