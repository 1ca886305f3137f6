import { AsyncLocalStorage } from "node:async_hooks";
import type { Database } from "@/db/client";
import { withDeadline } from "@/lib/enforcement/deadline";
import type { Engine } from "@/lib/enforcement/engine";
import type { SharedPlanLimits } from "@/lib/enforcement/plan-limits/shared";
import type { Admission } from "@/lib/enforcement/admission";

/**
 * The only holder of process-wide state. server.ts and Next's bundles are separate module
 * graphs in one process: what both must share lives here, behind one global symbol.
 */
export interface Runtime {
  /** Drizzle for verbs, searches and pages. */
  db: Database;
  /** Where the database is reached; for LISTEN and pools of one's own. */
  databaseUrl: string;
  /** The enforcement engine. */
  engine: Engine;
  /** Plan limits in Redis; null where none is set. The engine counts with them by itself. */
  sharedPlanLimits: SharedPlanLimits | null;
  /** Signs sessions. */
  authSecret: string;
}

interface Shared {
  runtime?: Promise<Runtime>;
  /** What the front door decided about the request that a route handler is now serving. */
  admission: AsyncLocalStorage<Admission>;
}

const SHARED = Symbol.for("latchkey.shared");

function shared(): Shared {
  const global = globalThis as typeof globalThis & { [SHARED]?: Shared };
  return (global[SHARED] ??= { admission: new AsyncLocalStorage<Admission>() });
}

/** The async context in which the front door hands its decision to route handlers. */
export const admissionContext = (): AsyncLocalStorage<Admission> => shared().admission;

/** Called once by whoever starts the process: the server, a CLI call, a test. */
export function provideRuntime(runtime: Promise<Runtime>): void {
  shared().runtime = runtime;
}

/**
 * This process's runtime; starts one where nothing in front has (plain `next start`).
 * @throws when it cannot be started now
 */
export function getRuntime(): Promise<Runtime> {
  const state = shared();
  if (state.runtime) return state.runtime;
  const started: Promise<Runtime> = import("@/lib/start-runtime").then(({ startRuntime }) =>
    startRuntime(),
  );
  state.runtime = started;
  // What was wrong may be mended: the next request tries again.
  started.catch(() => {
    if (state.runtime === started) delete state.runtime;
  });
  return started;
}

/** A start waits for a database that is out of reach; a request does not. */
const START_DEADLINE_MS = 3_000;

/** As `getRuntime`, for a request. @throws when it is not there in time */
export const runtimeForRequest = (): Promise<Runtime> =>
  withDeadline(getRuntime(), START_DEADLINE_MS, "the start of enforcement");

/** How long a page may wait for the log: past it, it shows what is there. */
const SETTLE_MS = 500;

/**
 * The database for one who looks at what this process has answered an account: its rows on their way
 * into it are there first, so that a page shows the request that was sent just before it was opened.
 */
export async function settledDatabase(accountId: string): Promise<Database> {
  const { db, engine } = await getRuntime();
  await engine.writer.settle(SETTLE_MS, { accountId });
  return db;
}
