import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { createTestDatabases } from "./test-databases";

/**
 * Runs once before the integration tests: a real PostgreSQL in a directory of its own, or the one
 * that TEST_DATABASE_URL names. Workers inherit the environment that is set here.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    const drop = await createTestDatabases(given);
    return drop;
  }
  const { startEmbeddedPostgres } = await import("@/db/embedded");
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "latchkey-test-"));
  const server = await startEmbeddedPostgres({ dataDir, createsDatabases: true });
  await createTestDatabases(server.url);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
