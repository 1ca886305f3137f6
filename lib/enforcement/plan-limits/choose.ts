import type { Env } from "@/lib/env";
import { openRedis } from "./ioredis-client";
import { RedisPlanLimits } from "./redis";
import { SharedPlanLimits, type SharedPlanLimitsOptions } from "./shared";
import { openUpstash } from "./upstash-client";

type RedisSettings = Pick<Env, "REDIS_URL" | "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN">;

/** The shared store that the environment names; null where it names none. Never waits for it. */
export function chooseSharedPlanLimits(
  settings: RedisSettings,
  options: SharedPlanLimitsOptions,
): SharedPlanLimits | null {
  const { REDIS_URL, UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = settings;
  if (REDIS_URL !== undefined) {
    return new SharedPlanLimits(new RedisPlanLimits(openRedis(REDIS_URL)), options);
  }
  if (url !== undefined && token !== undefined) {
    return new SharedPlanLimits(new RedisPlanLimits(openUpstash({ url, token })), options);
  }
  return null;
}
