import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { Engine } from "./engine";
import { MemoryPlanLimits } from "../plan-limits/memory";
import { openPostgresStore } from "../postgres-store";

let database: OwnDatabase;
let folder: string;
beforeAll(async () => {
  database = await ownDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), "latchkey-live-"));
});
afterAll(async () => {
  await database.remove();
  await rm(folder, { recursive: true, force: true });
});

async function startEngine(): Promise<Engine> {
  const silent = () => {};
  const engine = new Engine({
    store: openPostgresStore(database.url),
    journalRoot: path.join(folder, "journal"),
    ipBlock: null,
    planLimits: new MemoryPlanLimits(),
    log: { info: silent, warn: silent, error: silent },
  });
  await engine.start();
  return engine;
}

test("each instance knows within a few heartbeats how many there are", async () => {
  const one = await startEngine();
  expect(one.liveInstances()).toBe(1);
  const other = await startEngine();
  expect(other.liveInstances()).toBe(2);
  await expect.poll(() => one.liveInstances(), { timeout: 20_000 }).toBe(2);
  await other.stop();
  await expect.poll(() => one.liveInstances(), { timeout: 20_000 }).toBe(1);
  await one.stop();
});
