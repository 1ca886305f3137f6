/** Counted requests of one hour that begins at `startMs`. */
export interface HourCount {
  startMs: number;
  counted: number;
}

/** Another quota that the same requests count against: past it they are rejected, and count nowhere. */
export interface Cap {
  /** Null for a quota that gives nothing back. */
  windowMs: number | null;
  limit: number;
  /** How much may come at once. */
  room: number;
}

interface ForecastInput {
  nowMs: number;
  /** Null for a quota that counts all of a key's requests ever. */
  windowMs: number | null;
  limit: number;
  /** Counted in the window that ends now. */
  used: number;
  /** The rate that is taken to go on; requests a millisecond. */
  perMs: number;
  /** What was counted when, oldest first; only what can leave the window matters. */
  hours: readonly HourCount[];
  caps?: readonly Cap[];
}

const HOUR_MS = 3_600_000;
/** Past this a forecast from today's rate says nothing. */
const HORIZON_MS = 365 * 24 * HOUR_MS;
/** What sums of fractions may be off by. */
const ROUNDING_MS = 1;

/**
 * When a quota is reached if requests go on coming at a rate, while what was counted before leaves
 * its window hour by hour (evenly within an hour), and as far as the other quotas let them through.
 * Null when it is reached already, or not at all.
 *
 * @returns Unix milliseconds
 */
export function reachedAt(input: ForecastInput): number | null {
  const { nowMs, windowMs, limit, used, perMs, hours, caps = [] } = input;
  if (used >= limit || perMs <= 0) return null;
  const leaving = new Map(
    windowMs === null ? [] : hours.map((hour) => [hour.startMs, perMsOf(hour, nowMs)]),
  );
  // Between two of these moments what comes and what leaves are both steady.
  const turns = turnsOf(input);
  let usedThen = used;
  for (const [i, fromMs] of turns.entries()) {
    const toMs = turns[i + 1];
    if (toMs === undefined) break;
    const middleMs = (fromMs + toMs) / 2 - (windowMs ?? 0);
    const come = comeBy(toMs - nowMs, perMs, caps) - comeBy(fromMs - nowMs, perMs, caps);
    const growth =
      come / (toMs - fromMs) - (leaving.get(Math.floor(middleMs / HOUR_MS) * HOUR_MS) ?? 0);
    const needMs = growth > 0 ? (limit - usedThen) / growth : Infinity;
    if (needMs <= toMs - fromMs + ROUNDING_MS) return Math.min(fromMs + needMs, toMs);
    usedThen += growth * (toMs - fromMs);
  }
  // All that was there has left: the window holds the rate's own, and no more.
  return null;
}

/** The present hour is not over: what it has counted lies before now. */
function perMsOf({ startMs, counted }: HourCount, nowMs: number): number {
  const lastedMs = Math.min(HOUR_MS, nowMs - startMs);
  return lastedMs > 0 ? counted / lastedMs : 0;
}

/**
 * How many have been let through some time from now. Of another quota its room may come at once;
 * from then on, over the time, no more than its limit in each of its windows.
 */
function comeBy(spanMs: number, perMs: number, caps: readonly Cap[]): number {
  const most = caps.map(({ windowMs, limit, room }) =>
    windowMs === null ? room : Math.max(room, (limit * spanMs) / windowMs),
  );
  return Math.min(perMs * spanMs, ...most);
}

/**
 * Now, the moments at which hours begin and end to leave the window, those at which another quota
 * begins to hold requests back or to let them through again, and the end of what can be told.
 */
function turnsOf({ nowMs, windowMs, perMs, hours, caps = [] }: ForecastInput): number[] {
  const endMs = nowMs + (windowMs ?? HORIZON_MS);
  const edges =
    windowMs === null
      ? []
      : hours.flatMap(({ startMs }) => [startMs + windowMs, startMs + HOUR_MS + windowMs]);
  const held = caps.flatMap((cap) => [
    nowMs + cap.room / perMs,
    nowMs + (cap.room * (cap.windowMs ?? Infinity)) / cap.limit,
  ]);
  const inTime = [...edges, ...held].filter((atMs) => atMs > nowMs && atMs < endMs);
  return [...new Set([nowMs, ...inTime, endMs])].sort((a, b) => a - b);
}
