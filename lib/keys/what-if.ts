import { countRejectedByAddress, readCountedHistory } from "@/db/queries/quota-what-if";
import { limitStatements } from "@/db/queries/requests";
import type { Queryable } from "@/db/queryable";
import { WINDOW_MS } from "@/lib/enforcement/decision/windows";
import { MINUTE_MS, minuteOf } from "@/lib/time/minutes";
import { noSuchKey } from "@/lib/keys/list";
import type { WhatIfAnswer } from "@/lib/format/what-if";
import type { WhatIf } from "@/lib/keys/schema";
import { QUOTA_WINDOWS } from "@/lib/quota-windows";
import { asMinute, type MinuteCount, tryQuota } from "@/lib/usage/what-if";
import { databaseNow } from "@/lib/time/database-time";

/** It is asked while somebody types: rather no answer than a late one. */
const TIMEOUT_MS = 3_000;
/** So many rows are read to name addresses; of more, the latest stand for all. */
const ROWS_FOR_ADDRESSES = 5_000;

interface Call {
  ctx: { db: Queryable; accountId: string };
  input: WhatIf;
}

/**
 * What a quota would have done to the key's requests of the last days, had it been set
 * then: see `tryQuota`. Its work is bounded by the minutes of the time, not by requests.
 * @throws {Refusal} not_found
 */
export async function quotaWhatIf({ ctx, input }: Call): Promise<WhatIfAnswer> {
  const { db, accountId } = ctx;
  const { id, quota, limit } = input;
  const windowMs = quota === "total" ? null : WINDOW_MS[quota];
  const fromMs = minuteOf(databaseNow() - QUOTA_WINDOWS[quota].whatIfDays * WINDOW_MS.daily);
  return db.transaction(async (tx) => {
    await limitStatements(tx, TIMEOUT_MS);
    const history = await readCountedHistory(tx, accountId, id, {
      fromMs: fromMs - (windowMs ?? 0),
      windowMs,
    });
    if (!history) throw noSuchKey();
    const minutes = [
      ...history.hours.map(([at, own, others]) => asMinute(at * MINUTE_MS, own, others)),
      ...history.minutes.map(toMinute),
    ];
    const read = minutes.reduce((sum, { counted, others }) => sum + counted + others, 0);
    const before = Math.max(0, history.total - read);
    const tried = tryQuota({ minutes, fromMs, windowMs, limit, before });
    const addresses = await countRejectedByAddress(
      tx,
      accountId,
      id,
      tried.rejections,
      ROWS_FOR_ADDRESSES,
    );
    return {
      quota,
      limit,
      considered: tried.considered,
      rejected: tried.rejected,
      peak: tried.peak,
      usedNow: history.used ?? history.total,
      // Hours leave a window all at once, and requests of several keys have no order in a minute.
      isEstimate: history.hours.length > 0 || minutes.some(({ others }) => others > 0),
      addresses,
    };
  });
}

const toMinute = ([at, counted, others]: [number, number, number]): MinuteCount => ({
  minuteMs: at * MINUTE_MS,
  counted,
  others,
});
