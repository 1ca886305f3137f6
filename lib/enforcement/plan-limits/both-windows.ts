import { createHash } from "node:crypto";
import { type RatelimitConfig } from "@upstash/ratelimit";
import { z } from "zod";
import type { PlanLimits } from "../decision/facts";
import type { PlanCounts } from "./store";

/*
 * An algorithm of our own for @upstash/ratelimit: its own sliding window weighs two fixed ones and
 * can admit up to twice a limit in a rolling window, and with a limiter a window, the first would
 * have consumed before the second refuses. See docs/decisions/0004-plan-limits.md.
 */

type Limiter = RatelimitConfig["limiter"];
type Algorithm = ReturnType<Limiter>;
type Context = Parameters<Algorithm["limit"]>[0];
type Response = Awaited<ReturnType<Algorithm["limit"]>>;

const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;

/**
 * Both windows as exact sliding logs: a list a window, the moments of its admissions in
 * microseconds, newest first. Redis's clock alone counts, and a script runs alone, so that no
 * rolling window of that clock ever holds more than the limit. What has left is cut off by
 * galloping from the oldest on: a look or two as a rule, a logarithm at most.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * ${SECOND_US} + tonumber(time[2])
local newest = tonumber(redis.call('LINDEX', KEYS[2], 0) or redis.call('LINDEX', KEYS[1], 0) or 0)
if newest > now + ${MINUTE_US} then
  -- The clock was set back by more than a window: these moments say nothing any more.
  redis.call('DEL', KEYS[1], KEYS[2])
elseif newest > now then
  now = newest
end
local windows = {${SECOND_US}, ${MINUTE_US}}
local answer = {}
local room = true
for i = 1, 2 do
  -- A limit of 0 is none: nothing is kept of that window.
  local key, window, limit = KEYS[i], windows[i], tonumber(ARGV[i])
  local size = limit > 0 and redis.call('LLEN', key) or 0
  local function has_left(nth_oldest)
    return tonumber(redis.call('LINDEX', key, -nth_oldest)) <= now - window
  end
  local gone, step = 0, 1
  while gone + step <= size and has_left(gone + step) do
    gone = gone + step
    step = step * 2
  end
  local most = math.min(size, gone + step - 1)
  while gone < most do
    local middle = math.ceil((gone + most) / 2)
    if has_left(middle) then gone = middle else most = middle - 1 end
  end
  if gone == size and limit > 0 then
    redis.call('DEL', key)
  elseif gone > 0 then
    redis.call('LTRIM', key, 0, size - gone - 1)
  end
  local used = math.min(size - gone, limit)
  local reset = window
  if used > 0 then
    reset = tonumber(redis.call('LINDEX', key, used - 1)) + window - now
  end
  if limit > 0 and used >= limit then room = false end
  answer[2 * i - 1] = used
  answer[2 * i] = reset
end
if room and ARGV[3] == '1' then
  for i = 1, 2 do
    if tonumber(ARGV[i]) > 0 then
      redis.call('LPUSH', KEYS[i], string.format('%.0f', now))
      -- A second longer than the window: expiry rounds down to milliseconds.
      redis.call('PEXPIRE', KEYS[i], windows[i] / 1000 + 1000)
    end
  end
end
return answer
`;
const SCRIPT_SHA = createHash("sha1").update(SCRIPT).digest("hex");

/** Used and reset (microseconds) of the second, then of the minute. */
const Answer = z.tuple([z.int(), z.int(), z.int(), z.int()]);

/** @throws what the client throws, also when the answer is not what the script answers */
async function run(
  { redis }: Context,
  key: string,
  plan: PlanLimits,
  takes: boolean,
): Promise<PlanCounts> {
  const keys = [`${key}:second`, `${key}:minute`];
  const args = [plan.perSecond ?? 0, plan.perMinute ?? 0, takes ? 1 : 0];
  let answer: unknown;
  try {
    answer = await redis.evalsha(SCRIPT_SHA, keys, args);
  } catch (error) {
    if (!String(error).includes("NOSCRIPT")) throw error;
    answer = await redis.eval(SCRIPT, keys, args);
  }
  const [secondUsed, secondResetUs, minuteUsed, minuteResetUs] = Answer.parse(answer);
  return {
    second: { used: secondUsed, resetMs: secondResetUs / 1_000 },
    minute: { used: minuteUsed, resetMs: minuteResetUs / 1_000 },
  };
}

/** What @upstash/ratelimit knows of an answer, and both windows beside it. */
export class BothWindows implements Response {
  readonly success: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Unix milliseconds by this machine's clock. */
  readonly reset: number;
  readonly pending = Promise.resolve();

  constructor(
    readonly counts: PlanCounts,
    plan: PlanLimits,
  ) {
    const { second, minute } = counts;
    const perSecond = plan.perSecond ?? Infinity;
    const perMinute = plan.perMinute ?? Infinity;
    const secondRest = perSecond - second.used;
    const minuteRest = perMinute - minute.used;
    const tighter =
      secondRest <= minuteRest
        ? { limit: perSecond, rest: secondRest, resetMs: second.resetMs }
        : { limit: perMinute, rest: minuteRest, resetMs: minute.resetMs };
    this.success = tighter.rest > 0;
    this.limit = tighter.limit;
    this.remaining = Math.max(0, tighter.rest - 1);
    this.reset = Date.now() + tighter.resetMs;
  }
}

/**
 * Admits `perSecond` requests in any rolling second and `perMinute` in any rolling minute, in one
 * round trip; what either limit refuses consumes of neither.
 */
export function bothWindows(plan: PlanLimits): Limiter {
  return () => ({
    limit: async (context, key) => new BothWindows(await run(context, key, plan, true), plan),
    getRemaining: async (context, key) =>
      new BothWindows(await run(context, key, plan, false), plan),
    resetTokens: async ({ redis }, key) => {
      await redis.eval(
        "redis.call('DEL', KEYS[1], KEYS[2])",
        [`${key}:second`, `${key}:minute`],
        [],
      );
    },
  });
}
