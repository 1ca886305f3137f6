import path from "node:path";
import { openDatabase } from "@/db/client";
import { Engine } from "@/lib/enforcement/engine";
import { chooseSharedPlanLimits } from "@/lib/enforcement/plan-limits/choose";
import { MemoryPlanLimits } from "@/lib/enforcement/plan-limits/memory";
import { env, EnvError } from "@/lib/env";
import { log } from "@/lib/log";
import { startMaintenance } from "@/lib/maintenance";
import type { Runtime } from "@/lib/runtime";
import { authSecret } from "@/lib/secrets";

/** A runtime that whoever started it must stop. */
export interface StartedRuntime extends Runtime {
  /** Writes everything out. */
  stop(): Promise<void>;
}

/**
 * Brings up what a process that serves needs: pools and the enforcement engine, on a database
 * that is there and migrated.
 *
 * @param databaseUrl without one, DATABASE_URL: an embedded database is server.ts's business
 */
export async function startRuntime(databaseUrl = env().DATABASE_URL): Promise<StartedRuntime> {
  if (databaseUrl === undefined) {
    throw new EnvError("DATABASE_URL is required where server.ts does not run in front");
  }
  const settings = env();
  const sharedPlanLimits = chooseSharedPlanLimits(settings, {
    liveInstances: () => engine.liveInstances(),
    log,
  });
  const engine: Engine = new Engine({
    databaseUrl,
    journalRoot: path.join(path.resolve(settings.LATCHKEY_DATA_DIR), "journal"),
    ipBlock: settings.LATCHKEY_IP_BLOCK,
    planLimits: sharedPlanLimits ?? new MemoryPlanLimits(),
    log,
  });
  try {
    await engine.start();
  } catch (error) {
    // It may have joined already. Not waited for: what is out of reach takes its time.
    engine.stop().catch(() => {});
    throw error;
  }
  const db = openDatabase({ url: databaseUrl, max: 10, name: "latchkey-app" });
  const stopMaintenance = startMaintenance(db.$client, settings.LATCHKEY_LOG_RETENTION_DAYS, log);
  return {
    db,
    databaseUrl,
    engine,
    sharedPlanLimits,
    authSecret: authSecret(settings),
    async stop() {
      stopMaintenance();
      await engine.stop();
      await db.$client.end({ timeout: 2 });
    },
  };
}
