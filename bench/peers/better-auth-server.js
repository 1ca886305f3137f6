import { createServer } from "node:http";
import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import pg from "pg";

/*
 * better-auth's api-key plugin as its documentation sets it up, behind plain node:http. Like the
 * keys that it is compared with, its key has a rate limit that is never reached. Takes the URL of
 * an empty database; prints where it listens, and a key.
 */

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });
const options = {
  database: pool,
  secret: "a secret for benchmarks only, long enough",
  baseURL: "http://127.0.0.1",
  telemetry: { enabled: false },
  plugins: [
    apiKey({ rateLimit: { enabled: true, timeWindow: 86_400_000, maxRequests: 1_000_000_000 } }),
  ],
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
const auth = betterAuth(options);
const { internalAdapter } = await auth.$context;
const user = await internalAdapter.createUser({
  email: "owner@bench.local",
  name: "Bench",
  emailVerified: true,
});
const { key } = await auth.api.createApiKey({ body: { name: "bench", userId: user.id } });

const server = createServer((request, response) => {
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (part) => (text += part));
  request.on("end", () => {
    auth.api
      .verifyApiKey({ body: { key: JSON.parse(text).key } })
      .then(({ valid, error }) => {
        const body = JSON.stringify({ valid, error });
        response.writeHead(valid ? 200 : 401, { "Content-Type": "application/json" });
        response.end(body);
      })
      .catch((error) => {
        console.error(error);
        response.writeHead(500).end();
      });
  });
});
server.listen(0, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port} with ${key}`);
});
process.on("SIGTERM", () => process.exit(0));
