import { createHash, randomBytes, randomUUID } from "node:crypto";
import httpProxy from "@fastify/http-proxy";
import rateLimit from "@fastify/rate-limit";
import Fastify from "fastify";
import { LRUCache } from "lru-cache";
import postgres from "postgres";

/*
 * What a team would put together in front of its API: Fastify with its proxy, keys in PostgreSQL
 * that are looked up by their SHA-256 and remembered for 10 seconds, a rate limit for each key, and
 * one row in a log for each request. The answer does not wait for its row: what is answered may be
 * missing from the log when the process dies, and a rate limit is this process's own. Takes the URL
 * of an empty database and the upstream's origin; prints where it listens, and a key.
 */

const [databaseUrl, upstream] = process.argv.slice(2);
const REMEMBERED_MS = 10_000;

const sql = postgres(databaseUrl, { max: 10, onnotice: () => {} });
await sql`create table if not exists keys (
  id uuid primary key,
  hash bytea not null unique,
  account text not null,
  active boolean not null default true,
  per_minute integer not null
)`;
await sql`create table if not exists requests (
  id uuid primary key,
  at timestamptz not null default now(),
  key_id uuid,
  method text not null,
  path text not null,
  status smallint not null,
  duration_ms real not null,
  ip text not null,
  user_agent text
)`;
await sql`create index if not exists requests_of_key on requests (key_id, at desc)`;

const hashOf = (key) => createHash("sha256").update(key).digest();
const key = `fk_${randomBytes(24).toString("base64url")}`;
await sql`insert into keys (id, hash, account, per_minute)
  values (${randomUUID()}, ${hashOf(key)}, 'Bench', 1000000000)`;

/** Null: there is no such key. Many who ask for one at a time share one look-up. */
const known = new LRUCache({
  max: 100_000,
  ttl: REMEMBERED_MS,
  fetchMethod: async (hex) => {
    const [row] = await sql`
      select id, account, active, per_minute from keys where hash = ${Buffer.from(hex, "hex")}`;
    return { row: row ?? null };
  },
});

const server = Fastify({ logger: false, genReqId: () => randomUUID() });
server.decorateRequest("caller", null);

server.addHook("onRequest", async (request, reply) => {
  const presented = request.headers["x-api-key"];
  const found = presented ? await known.fetch(hashOf(presented).toString("hex")) : undefined;
  if (!found?.row?.active) return reply.code(401).send({ error: "unknown key" });
  request.caller = found.row;
});

server.addHook("onResponse", async (request, reply) => {
  // Answered already: the row follows when a connection is free.
  sql`insert into requests (id, key_id, method, path, status, duration_ms, ip, user_agent)
    values (${request.id}, ${request.caller?.id ?? null}, ${request.method},
      ${request.url.split("?", 1)[0]}, ${reply.statusCode}, ${reply.elapsedTime}, ${request.ip},
      ${request.headers["user-agent"] ?? null})`.catch((error) => console.error(error));
});

await server.register(rateLimit, {
  hook: "preHandler",
  timeWindow: "1 minute",
  max: (request) => request.caller.per_minute,
  keyGenerator: (request) => request.caller.id,
});
await server.register(httpProxy, {
  upstream,
  replyOptions: {
    rewriteRequestHeaders: (request, { "x-api-key": _secret, ...headers }) => ({
      ...headers,
      "x-request-id": request.id,
      "x-account": request.caller.account,
    }),
  },
});

const origin = await server.listen({ host: "127.0.0.1", port: 0 });
console.log(`listening on ${origin} with ${key}`);
process.on("SIGTERM", () => process.exit(0));
