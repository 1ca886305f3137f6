import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Engine } from "@/lib/enforcement/instance/engine";
import { MemoryPlanLimits } from "@/lib/enforcement/plan-limits/memory";
import { openPostgresStore } from "@/lib/enforcement/postgres-store";

/** The enforcement engine without a server around it. Errors go to standard error. */
export async function startEngine(
  databaseUrl: string,
): Promise<{ engine: Engine; stop(): Promise<void> }> {
  const journalRoot = await mkdtemp(path.join(os.tmpdir(), "latchkey-bench-journal-"));
  const engine = new Engine({
    store: openPostgresStore(databaseUrl),
    journalRoot,
    ipBlock: null,
    planLimits: new MemoryPlanLimits(),
    log: {
      info: () => {},
      warn: (fields, message) => console.error(message, fields),
      error: (fields, message) => console.error(message, fields),
    },
  });
  await engine.start();
  return {
    engine,
    async stop() {
      await engine.stop();
      await rm(journalRoot, { recursive: true, force: true });
    },
  };
}
