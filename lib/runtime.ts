import type { Database } from "@/db/client";
import { openDatabase } from "@/db/drizzle";
import { askFrontDoor, hasFrontDoor } from "@/lib/app-process/ask-front-door";
import { env, EnvError } from "@/lib/env";
import { log } from "@/lib/log";
import { authSecret } from "@/lib/settings/secrets";
import { noting, notingDatabase } from "@/lib/storage/watch";
import { readClock } from "@/db/queries/clock";
import { followDatabaseTime, learnDatabaseTime } from "@/lib/time/database-time";
import { setTimeout as pause } from "node:timers/promises";

/** What pages, server actions and route handlers stand on. */
export interface Runtime {
  /** Drizzle for verbs, searches and pages. */
  db: Database;
  /** Signs sessions. */
  authSecret: string;
}

/** Next loads this twice, for pages and for route handlers: there are two pools of so many. */
const CONNECTIONS = 8;
/** The database may still be coming up; a page does not wait for ever. */
const DATABASE_DEADLINE_MS = 10_000;

let runtime: Promise<Runtime> | undefined;

/**
 * The app's runtime, begun when it is first asked for.
 * @throws when the database cannot be found now; the next who asks tries again
 */
export function getRuntime(): Promise<Runtime> {
  if (runtime) return runtime;
  const begun = begin();
  runtime = begun;
  begun.catch(() => {
    if (runtime === begun) runtime = undefined;
  });
  return begun;
}

async function begin(): Promise<Runtime> {
  const settings = env();
  const url = hasFrontDoor()
    ? await noting(askFrontDoor({ about: "database" }, DATABASE_DEADLINE_MS))
    : settings.DATABASE_URL;
  if (url === undefined) {
    throw new EnvError("DATABASE_URL is required where no front door runs: use npm start");
  }
  const db = notingDatabase(openDatabase({ url, max: CONNECTIONS, name: "latchkey-app" }));
  await learnTheTime(db);
  return { db, authSecret: authSecret(settings) };
}

/** The first page may wait so long for the database's time; what needs no database is served without it. */
const TIME_DEADLINE_MS = 1_000;

/** Also before the first page is rendered, so that not even that one goes by the host's clock. */
async function learnTheTime(db: Database): Promise<void> {
  const read = () => readClock(db);
  followDatabaseTime(read);
  await Promise.race([learnDatabaseTime(read).catch(() => {}), pause(TIME_DEADLINE_MS)]);
}

/** How long a page may wait for the log: past it, it shows what is there. */
const PAGE_WAITS_MS = 1_000;

/**
 * The database for one who looks at what an account was answered: its rows on their way into it are there
 * first, so that a page shows the request that was sent just before it was opened.
 */
export async function settledDatabase(accountId: string): Promise<Database> {
  const [{ db }] = await Promise.all([getRuntime(), rowsWritten({ accountId }, PAGE_WAITS_MS)]);
  return db;
}

/**
 * Waits until the log rows of these requests are in the database; not for ever, and not where no front
 * door writes any.
 */
export async function rowsWritten(
  whose: { accountId: string } | { keyId: string },
  deadlineMs: number,
): Promise<void> {
  if (!hasFrontDoor()) return;
  try {
    await askFrontDoor({ about: "rows", whose }, deadlineMs);
  } catch (error) {
    log.warn({ err: error }, "what is shown may miss the last requests");
  }
}
