import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { openDatabase } from "@/db/client";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { type DemoCredentials, demoCredentials } from "@/lib/demo/credentials";
import { seedDemo } from "@/lib/demo/seed";
import { env } from "@/lib/env";
import { ensureBuild } from "./production-build";

/*
 * `npm run demo`: the production server on an embedded database with something to look at. A
 * DATABASE_URL is not used: made-up keys and requests have no place beside real ones.
 */

const READY = /^Latchkey is ready on (http\S+)$/;
const ROOT = fileURLToPath(new URL("..", import.meta.url));

async function main(): Promise<number> {
  const { HOST, LATCHKEY_DATA_DIR, LATCHKEY_KEY_PREFIX } = env();
  const dataDir = path.resolve(LATCHKEY_DATA_DIR);
  await ensureBuild(console.log);
  console.log("Starting …");
  const embedded = await startEmbeddedPostgres({ dataDir });
  try {
    const credentials = await demoCredentials(dataDir, LATCHKEY_KEY_PREFIX);
    await migrateDatabase(embedded.url);
    const db = openDatabase({ url: embedded.url, max: 2, name: "latchkey-demo" });
    await seedDemo({ db, credentials, keyPrefix: LATCHKEY_KEY_PREFIX, nowMs: Date.now() });
    await db.$client.end({ timeout: 1 });
    return await serve(HOST ?? "127.0.0.1", credentials);
  } finally {
    await embedded.stop();
  }
}

/** Runs the server until it ends, and passes its exit code on. */
async function serve(host: string, credentials: DemoCredentials): Promise<number> {
  const server = execa("tsx", ["server.ts"], {
    cwd: ROOT,
    preferLocal: true,
    reject: false,
    buffer: false,
    stdin: "ignore",
    stderr: "inherit",
    env: { NODE_ENV: "production", HOST: host, DATABASE_URL: "" },
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => server.kill(signal));
  }
  for await (const line of createInterface({ input: server.stdout })) {
    const url = READY.exec(line)?.[1];
    if (url) console.log(welcome(url, credentials));
    console.log(line);
  }
  const { exitCode } = await server;
  return exitCode ?? 1;
}

function welcome(url: string, { email, password, secret }: DemoCredentials): string {
  return `
  Dashboard   ${url}/dashboard/keys
  Sign in     ${email}
  Password    ${password}
  Try a key   curl -H 'X-API-Key: ${secret}' ${url}/api/v1/echo
`;
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
