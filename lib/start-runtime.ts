import path from "node:path";
import { openDatabase } from "@/db/client";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { Engine } from "@/lib/enforcement/engine";
import { MemoryPlanLimits } from "@/lib/enforcement/plan-limits/memory";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import type { Runtime } from "@/lib/runtime";
import { authSecret } from "@/lib/secrets";

/** A runtime that whoever started it must stop. */
export interface StartedRuntime extends Runtime {
  /** Writes everything out, and stops an embedded database that nobody else uses. */
  stop(): Promise<void>;
}

/**
 * Brings up what a process needs: the database (embedded where none is configured), its
 * migrations, and the enforcement engine.
 */
export async function startRuntime(): Promise<StartedRuntime> {
  const settings = env();
  const secret = authSecret(settings);
  const dataDir = path.resolve(settings.LATCHKEY_DATA_DIR);
  let embedded: EmbeddedPostgres | undefined;
  let databaseUrl = settings.DATABASE_URL;
  if (databaseUrl === undefined) {
    embedded = await startEmbeddedPostgres({ dataDir });
    databaseUrl = embedded.url;
  }
  try {
    await migrateDatabase(databaseUrl);
    const engine = new Engine({
      databaseUrl,
      journalRoot: path.join(dataDir, "journal"),
      ipBlock: settings.LATCHKEY_IP_BLOCK,
      planLimits: new MemoryPlanLimits(),
      log,
    });
    await engine.start();
    const db = openDatabase({ url: databaseUrl, max: 10, name: "latchkey-app" });
    return {
      db,
      databaseUrl,
      engine,
      authSecret: secret,
      async stop() {
        await engine.stop();
        await db.$client.end({ timeout: 2 });
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}
