import type { Queryable } from "@/db/queryable";
import type { Span } from "@/db/queries/span";
import {
  type CategoryTraffic,
  type KeyTraffic,
  rankKeys,
  sumTrafficByCategory,
  sumTrafficOfKeys,
} from "@/db/queries/traffic-by-key";
import { ttfbOf } from "@/lib/requests/writing/histogram";
import { askInZone } from "./place";
import type { UsageRange, UsageShare } from "./schema";

interface Question {
  db: Queryable;
  accountId: string;
  range: UsageRange;
  /** An IANA name; days are those of this zone. */
  timeZone: string;
}

/** The rows of a table, and the time that they are of: ISO 8601. */
interface Shares {
  shares: UsageShare[];
  span: { from: string; to: string };
}

const shareOf = (
  id: string,
  name: string,
  { requests, credits, ok, errors, ttfb }: KeyTraffic | CategoryTraffic,
): UsageShare => ({
  id,
  name,
  requests,
  succeeded: ok,
  errors,
  rejected: requests - ok - errors,
  credits,
  ttfb: ttfbOf(ttfb),
});

const spanOf = ({ from, to }: Span) => ({ from, to });

/**
 * A page of the keys of an account that had requests in a range, the busiest first, and how many
 * they are in all. Past the last page it is the last one.
 */
export async function keyShares(
  { db, accountId, range, timeZone }: Question,
  { rows, page }: { rows: number; page: number },
): Promise<Shares & { keys: number; page: number }> {
  return askInZone(db, range, timeZone, async (tx, placed) => {
    const span = spanOf(placed);
    const { ids, keys } = await rankKeys(tx, accountId, placed, { rows, page });
    if (keys === 0) return { shares: [], span, keys, page: 1 };
    const sums = await sumTrafficOfKeys(tx, accountId, placed, ids);
    const shares = sums.map((row) => shareOf(row.id, row.alias, row));
    return { shares, span, keys, page: Math.min(page, Math.ceil(keys / rows)) };
  });
}

/** What the keys of each category did over a range, by the categories that they have now. */
export async function categoryShares({
  db,
  accountId,
  range,
  timeZone,
}: Question): Promise<Shares> {
  return askInZone(db, range, timeZone, async (tx, placed) => {
    const rows = await sumTrafficByCategory(tx, accountId, placed);
    const shares = rows.map((row) => shareOf(row.category, row.category, row));
    return { shares, span: spanOf(placed) };
  });
}
