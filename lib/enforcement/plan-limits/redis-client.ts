import type { Redis } from "@upstash/redis";

/** A Redis in Upstash's call shape, however it is reached. */
export interface RedisClient {
  redis: Redis;
  close(): Promise<void>;
}
