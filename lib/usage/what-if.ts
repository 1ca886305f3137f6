import { MINUTE_MS } from "@/lib/time/minutes";

/** What was counted in one minute, which begins at `minuteMs`. */
export interface MinuteCount {
  minuteMs: number;
  /** Of the key. */
  counted: number;
  /** Of other keys that draw on the same budget. */
  others: number;
}

export interface Trial {
  /** In ascending order; those before `fromMs` are taken as they were. */
  minutes: readonly MinuteCount[];
  /** From here on the quota is tried. */
  fromMs: number;
  /** Whole minutes; null for a quota that counts all requests ever. */
  windowMs: number | null;
  limit: number;
  /** Counted before the first of the minutes; only an all-time quota asks. */
  before?: number;
}

export interface TrialResult {
  /** The key's requests since `fromMs`. */
  considered: number;
  /** How many of them the quota would have rejected. */
  rejected: number;
  /** The minutes in which it would have, with how many it would have admitted before. */
  rejections: Array<{ minuteMs: number; admitted: number; rejected: number }>;
  /** The most that one window held since `fromMs`, as it was. */
  peak: number;
}

/**
 * What a quota would have done to requests that were made, as if it had been set at `fromMs`.
 *
 * It counts as enforcement does: a minute counts until all of it has left the window, so a window
 * begins at the same minute for all requests of a minute, and it is enough to look at minutes. For
 * a key with a budget of its own the answer is exact to the request. What would have been rejected
 * counts no more, as in life.
 */
export function tryQuota({ minutes, fromMs, windowMs, limit, before = 0 }: Trial): TrialResult {
  const result: TrialResult = { considered: 0, rejected: 0, rejections: [], peak: 0 };
  const admittedIn = new Float64Array(minutes.length);
  let admitted = windowMs === null ? before : 0;
  let actual = admitted;
  let oldest = 0;
  for (const [i, { minuteMs, counted, others }] of minutes.entries()) {
    for (; windowMs !== null && minutes[oldest]!.minuteMs < minuteMs - windowMs; oldest++) {
      const { counted, others } = minutes[oldest]!;
      admitted -= admittedIn[oldest]! + others;
      actual -= counted + others;
    }
    const isTried = minuteMs >= fromMs;
    // Which of a minute's requests came first is not known between keys: the others' did.
    const room = Math.max(0, limit - admitted - others);
    const taken = isTried ? Math.min(counted, room) : counted;
    admittedIn[i] = taken;
    admitted += taken + others;
    actual += counted + others;
    if (!isTried) continue;
    result.considered += counted;
    result.peak = Math.max(result.peak, actual);
    if (taken === counted) continue;
    result.rejected += counted - taken;
    result.rejections.push({ minuteMs, admitted: taken, rejected: counted - taken });
  }
  return result;
}

/** An hour of which minutes are kept no more: all of it leaves a window with its last minute. */
export const asMinute = (hourMs: number, counted: number, others: number): MinuteCount => ({
  minuteMs: hourMs + 59 * MINUTE_MS,
  counted,
  others,
});
