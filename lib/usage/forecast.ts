/** Counted requests of one hour that begins at `startMs`. */
export interface HourCount {
  startMs: number;
  counted: number;
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
}

const HOUR_MS = 3_600_000;
/** Past this a forecast from today's rate says nothing. */
const HORIZON_MS = 365 * 24 * HOUR_MS;

/**
 * When a quota is reached if requests go on coming at a rate, while what was counted before leaves
 * its window hour by hour (evenly within an hour). Null when it is reached already, or not at all.
 *
 * @returns Unix milliseconds
 */
export function reachedAt(input: ForecastInput): number | null {
  const { nowMs, windowMs, limit, used, perMs, hours } = input;
  if (used >= limit || perMs <= 0) return null;
  if (windowMs === null) {
    const atMs = nowMs + (limit - used) / perMs;
    return atMs - nowMs <= HORIZON_MS ? atMs : null;
  }
  const leaving = new Map(hours.map((hour) => [hour.startMs, perMsOf(hour, nowMs)]));
  // Between two of these moments what comes and what leaves are both steady.
  const turns = turnsOf(hours, nowMs, windowMs);
  let usedThen = used;
  for (const [i, fromMs] of turns.entries()) {
    const toMs = turns[i + 1];
    if (toMs === undefined) break;
    const middleMs = (fromMs + toMs) / 2 - windowMs;
    const growth = perMs - (leaving.get(Math.floor(middleMs / HOUR_MS) * HOUR_MS) ?? 0);
    const needMs = growth > 0 ? (limit - usedThen) / growth : Infinity;
    if (needMs <= toMs - fromMs) return fromMs + needMs;
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

/** Now, the moments at which hours begin and end to leave the window, and a window from now. */
function turnsOf(hours: readonly HourCount[], nowMs: number, windowMs: number): number[] {
  const edges = hours.flatMap(({ startMs }) => [startMs + windowMs, startMs + HOUR_MS + windowMs]);
  const inTime = edges.filter((atMs) => atMs > nowMs && atMs < nowMs + windowMs);
  return [...new Set([nowMs, ...inTime, nowMs + windowMs])].sort((a, b) => a - b);
}
