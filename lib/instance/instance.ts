import path from "node:path";
import type postgres from "postgres";
import { openSql } from "@/db/client";
import { Engine } from "@/lib/enforcement/instance/engine";
import { chooseSharedPlanLimits } from "@/lib/enforcement/plan-limits/choose";
import { LocalShares } from "@/lib/enforcement/plan-limits/local-shares";
import type { SharedPlanLimits } from "@/lib/enforcement/plan-limits/shared";
import { openPostgresStore } from "@/lib/enforcement/postgres-store";
import { dataDirectory } from "@/lib/settings/data-directory";
import { type Env, env } from "@/lib/env";
import { log } from "@/lib/log";
import { type Maintenance, startMaintenance } from "./maintenance";

/** What stands behind the front door: enforcement, and the operator's rounds. */
export interface Instance {
  engine: Engine;
  /** Plan limits in Redis; null where none is set. The engine counts with them by itself. */
  sharedPlanLimits: SharedPlanLimits | null;
  /** For what is asked beside requests: whether the database answers, and maintenance. */
  sql: postgres.Sql;
  maintenance: Pick<Maintenance, "daysAhead" | "note">;
  /** Writes everything out. */
  stop(): Promise<void>;
}

/** Where the journals of this data directory lie. */
export const journalRootOf = (settings: Env): string =>
  path.join(dataDirectory(settings), "journal");

/** Whether this instance enforces a share of the plan limits by itself for now. */
export const enforcesShare = ({
  engine,
  sharedPlanLimits,
}: Pick<Instance, "engine" | "sharedPlanLimits">): boolean =>
  sharedPlanLimits === null ? engine.liveInstances() > 1 : sharedPlanLimits.isDegraded();

/** Joins the instances on a database that is there and migrated. @throws when it is out of reach */
export async function startInstance(databaseUrl: string): Promise<Instance> {
  const settings = env();
  const sharedPlanLimits = await chooseSharedPlanLimits(settings, {
    liveInstances: () => engine.liveInstances(),
    log,
  });
  const engine: Engine = new Engine({
    store: openPostgresStore(databaseUrl),
    journalRoot: journalRootOf(settings),
    ipBlock: settings.LATCHKEY_IP_BLOCK,
    planLimits: sharedPlanLimits ?? new LocalShares(() => engine.liveInstances()),
    log,
  });
  try {
    await engine.start();
  } catch (error) {
    // It may have joined already. Not waited for: what is out of reach takes its time.
    engine.stop().catch(() => {});
    throw error;
  }
  const sql = openSql({ url: databaseUrl, max: 2, name: "latchkey-front-door" });
  const maintenance = startMaintenance(sql, settings.LATCHKEY_LOG_RETENTION_DAYS, log);
  return {
    engine,
    sharedPlanLimits,
    sql,
    maintenance,
    async stop() {
      maintenance.stop();
      await engine.stop();
      await sql.end({ timeout: 2 });
    },
  };
}
