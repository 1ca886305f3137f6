import path from "node:path";
import { openDatabase } from "@/db/drizzle";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { type DemoCredentials, demoCredentials } from "@/lib/demo/credentials";
import { seedDemo } from "@/lib/demo/seed";
import { env } from "@/lib/env";
import { failedToStart, runServer } from "@/server";
import { ensureBuild } from "./production-build";

/*
 * `npm run demo`: the production server on an embedded database with something to look at. A
 * DATABASE_URL is not used: made-up keys and requests have no place beside real ones.
 */

async function main(): Promise<void> {
  const { LATCHKEY_DATA_DIR, LATCHKEY_KEY_PREFIX } = env();
  const dataDir = path.resolve(LATCHKEY_DATA_DIR);
  await ensureBuild(console.log);
  console.log("Starting …");
  const credentials = await demoCredentials(dataDir, LATCHKEY_KEY_PREFIX);
  await seed(dataDir, credentials, LATCHKEY_KEY_PREFIX);
  await runServer({
    defaultHost: "127.0.0.1",
    beforeReady: (url) => console.log(welcome(url, credentials)),
  });
}

async function seed(
  dataDir: string,
  credentials: DemoCredentials,
  keyPrefix: string,
): Promise<void> {
  const embedded = await startEmbeddedPostgres({ dataDir });
  try {
    await migrateDatabase(embedded.url);
    const db = openDatabase({ url: embedded.url, max: 2, name: "latchkey-demo" });
    await seedDemo({ db, credentials, keyPrefix, nowMs: Date.now() });
    await db.$client.end({ timeout: 1 });
  } finally {
    await embedded.stop();
  }
}

function welcome(url: string, { email, password, secret }: DemoCredentials): string {
  return `
  Dashboard   ${url}/dashboard
  Sign in     ${email}
  Password    ${password}
  Try a key   curl -H 'X-API-Key: ${secret}' ${url}/api/v1/echo
`;
}

main().catch(failedToStart);
