import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";

export interface UpstashRest {
  url: string;
  token: string;
  /** Requests that came in so far. */
  requests(): number;
  close(): Promise<void>;
}

type Reply = { result: unknown } | { error: string };

/**
 * Upstash's REST protocol in front of a real Redis: a command is a JSON array, a pipeline an array
 * of them, texts come back in base64 where the client asks for it.
 */
export async function serveUpstashRest(redisUrl: string): Promise<UpstashRest> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 0 });
  redis.on("error", () => {});
  const token = "a-token-for-tests";
  let requests = 0;

  async function run([name, ...args]: Array<string | number>, encodes: boolean): Promise<Reply> {
    try {
      const result = await redis.call(String(name), args);
      return { result: encodes ? inBase64(result) : result };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  const server = createServer((request, response) => {
    requests++;
    void (async () => {
      const encodes = request.headers["upstash-encoding"] === "base64";
      const answer = (status: number, body: unknown) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      };
      if (request.headers.authorization !== `Bearer ${token}`) {
        return answer(401, { error: "WRONGPASS invalid or missing auth token" });
      }
      const body: unknown = JSON.parse(await textOf(request));
      if (request.url === "/pipeline") {
        const commands = body as Array<Array<string | number>>;
        return answer(200, await Promise.all(commands.map((command) => run(command, encodes))));
      }
      const reply = await run(body as Array<string | number>, encodes);
      answer("error" in reply ? 400 : 200, reply);
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    requests: () => requests,
    async close() {
      redis.disconnect();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function inBase64(value: unknown): unknown {
  if (typeof value === "string") {
    return value === "OK" ? value : Buffer.from(value).toString("base64");
  }
  return Array.isArray(value) ? value.map(inBase64) : value;
}
