import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "@/db/embedded";
import { openDatabase } from "@/db/drizzle";
import { migrateDatabase } from "@/db/migrate";
import type { OwnDatabase } from "../database";

/** A PostgreSQL that is a test's alone, with a migrated database: it may be killed. */
export interface Cluster {
  database: OwnDatabase;
  /** The process id of its postmaster; of the last one, while none runs. */
  pid(): number;
}

/** Starts one. It is started again where it is killed, as the one that comes with Latchkey always is. */
export async function startCluster(): Promise<Cluster> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "latchkey-cluster-"));
  const server = await startEmbeddedPostgres({ dataDir });
  await migrateDatabase(server.url);
  const pidFile = path.join(dataDir, "postgres", "postmaster.pid");
  let pid = 0;
  const db = openDatabase({ url: server.url, max: 4, name: "latchkey-test" });
  return {
    database: {
      url: server.url,
      db,
      async remove() {
        await db.$client.end({ timeout: 1 });
        await server.stop();
        rmSync(dataDir, { recursive: true, force: true });
      },
    },
    pid() {
      try {
        pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
      } catch {
        // It is being started again, and has not said its own yet.
      }
      return pid;
    },
  };
}
