import type { Database, OpenOptions } from "@/db/client";
import { openDatabase } from "@/db/drizzle";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { withServerSettings } from "@/db/server-settings";
import { env } from "@/lib/env";
import { readClock } from "@/db/queries/clock";
import { learnDatabaseTime } from "@/lib/time/database-time";

/** A call's few statements one after another need no more. */
const CONNECTIONS = 2;

/**
 * Says where the database is that the server uses: the one of DATABASE_URL, else the embedded one. That
 * one is joined when it runs, and started for the length of the call when it does not.
 */
export async function withDatabaseUrl<T>(work: (url: string) => Promise<T>): Promise<T> {
  const { DATABASE_URL, LATCHKEY_DATA_DIR } = env();
  const embedded = DATABASE_URL
    ? null
    : await startEmbeddedPostgres({ dataDir: LATCHKEY_DATA_DIR });
  try {
    return await work(DATABASE_URL ?? embedded!.url);
  } finally {
    await embedded?.stop();
  }
}

/**
 * Opens that database, brought up to date.
 * @param options of its connections, where a verb needs others
 */
export function withDatabase<T>(
  work: (db: Database) => Promise<T>,
  options: Partial<Pick<OpenOptions, "max" | "statementTimeoutMs">> = {},
): Promise<T> {
  return withDatabaseUrl(async (url) => {
    await migrateDatabase(url);
    const db = openDatabase({
      url: withServerSettings(url),
      ...{ max: CONNECTIONS, name: "latchkey-cli" },
      ...options,
    });
    try {
      await learnDatabaseTime(() => readClock(db));
      return await work(db);
    } finally {
      await db.$client.end({ timeout: 1 });
    }
  });
}
