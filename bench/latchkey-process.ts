import path from "node:path";
import { execa } from "execa";
import { migrateDatabase } from "@/db/migrate";
import { tsxArgs } from "./children";
import type { Edition } from "./edition";

export const SERVICE_TOKEN = "service-token-for-benchmarks-only";

/** Where every edition's build puts the file that `npm start` runs. */
export const SERVER_BUNDLE = path.join(".next", "latchkey.mjs");

/** What Latchkey prints once it serves everything, its pages too. */
export const READY = /Latchkey is ready on (\S+)/;

/** An environment in which nothing but the code differs between two servers. */
export function latchkeyEnv(databaseUrl: string, dataDir: string): Record<string, string> {
  return {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: "0",
    HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl,
    REDIS_URL: "",
    UPSTASH_REDIS_REST_URL: "",
    UPSTASH_REDIS_REST_TOKEN: "",
    AUTH_SECRET: "a secret for benchmarks only, long enough",
    LATCHKEY_DATA_DIR: dataDir,
    LATCHKEY_UPSTREAM: "",
    LATCHKEY_TRUSTED_PROXIES: "",
    LATCHKEY_IP_BLOCK: "off",
    LATCHKEY_LOG_LEVEL: "warn",
    LATCHKEY_SERVICE_TOKEN: SERVICE_TOKEN,
  };
}

/**
 * Gives a database the tables of an edition. A commit's own command line makes them: the working
 * tree may know of later ones.
 */
export async function migrateFor(
  edition: Edition,
  databaseUrl: string,
  copy: () => Promise<string>,
): Promise<void> {
  if (edition.commit === null) return void (await migrateDatabase(databaseUrl));
  await execa(process.execPath, tsxArgs("cli/main.ts", "plans", "list"), {
    cwd: await copy(),
    env: { DATABASE_URL: databaseUrl },
  });
}
