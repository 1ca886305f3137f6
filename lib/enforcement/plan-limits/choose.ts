import type { Env } from "@/lib/env";
import type { RedisClient } from "./redis-client";
import { SharedPlanLimits, type SharedPlanLimitsOptions } from "./shared";

type RedisSettings = Pick<Env, "REDIS_URL" | "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN">;

/**
 * The shared store that the environment names; null where it names none. Never waits for it. The clients
 * are loaded where one is named only: they take 14 MB.
 */
export async function chooseSharedPlanLimits(
  settings: RedisSettings,
  options: SharedPlanLimitsOptions,
): Promise<SharedPlanLimits | null> {
  const client = await openClient(settings);
  if (client === null) return null;
  const { RedisPlanLimits } = await import("./redis");
  return new SharedPlanLimits(new RedisPlanLimits(client), options);
}

async function openClient(settings: RedisSettings): Promise<RedisClient | null> {
  const { REDIS_URL, UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = settings;
  if (REDIS_URL !== undefined) return (await import("./ioredis-client")).openRedis(REDIS_URL);
  if (url !== undefined && token !== undefined) {
    return (await import("./upstash-client")).openUpstash({ url, token });
  }
  return null;
}
