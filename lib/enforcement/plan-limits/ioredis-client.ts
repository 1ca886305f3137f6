import { Redis as UpstashRedis, type UpstashRequest } from "@upstash/redis";
import { Redis } from "ioredis";
import { z } from "zod";
import type { RedisClient } from "./redis-client";

const CONNECT_MS = 2_000;
/** A connection on which a question stays unanswered for so long is replaced by a new one. */
const SILENT_MS = 2_000;
const MAX_RECONNECT_PAUSE_MS = 500;

/** What Redis answers to a command that it refuses, as ioredis tells it. */
interface ReplyError extends Error {
  command?: { name: string };
}

const Command = z.array(z.union([z.string(), z.number()])).min(1);

/**
 * Any Redis over TCP, through ioredis, behind Upstash's client: it hands over each command as an
 * array. Without a connection a command fails at once, and none is ever sent twice.
 *
 * @param url redis:// or rediss://
 */
export function openRedis(url: string): RedisClient {
  const tcp = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempts) => Math.min(attempts * 50, MAX_RECONNECT_PAUSE_MS),
  });
  // Why there is no connection: a command is told only that there is none. Without a listener ioredis would print it.
  let failure: Error | null = null;
  // A database that there is not: ioredis goes on in the first one, which may be somebody else's.
  let noDatabase: Error | null = null;
  tcp.on("error", (error: Error) => {
    failure = error;
    if ((error as ReplyError).command?.name === "select") noDatabase = error;
  });
  tcp.on("connect", () => (noDatabase = null));
  tcp.on("ready", () => (failure = null));
  const firstTry = tcp.connect().catch(() => {});

  const redis = new UpstashRedis({
    async request<Result>({ path, body }: UpstashRequest) {
      if (path) throw new Error("only single commands go to Redis");
      const [name, ...args] = Command.parse(body);
      if (tcp.status !== "ready") await firstTry;
      if (noDatabase) throw noDatabase;
      try {
        return { result: (await tcp.call(String(name), args)) as Result };
      } catch (error) {
        throw failure ?? error;
      }
    },
  });
  return {
    redis,
    async close() {
      tcp.disconnect();
      await firstTry;
    },
  };
}
