import { Redis } from "@upstash/redis";
import type { RedisClient } from "./redis-client";

/** Requests that nobody waits for any more are ended after this long. */
const ABANDON_MS = 2_000;

/** Upstash's Redis over HTTP. */
export function openUpstash({ url, token }: { url: string; token: string }): RedisClient {
  const redis = new Redis({
    url,
    token,
    // Not `retry: false`, which tries twice: a request must not be counted twice.
    retry: { retries: 0 },
    // As a function: a plain signal would turn the abort into an answer.
    signal: () => AbortSignal.timeout(ABANDON_MS),
    // Requests of one moment share a round trip.
    enableAutoPipelining: true,
    enableTelemetry: false,
  });
  return { redis, close: () => Promise.resolve() };
}
