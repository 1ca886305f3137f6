import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { cuttableDatabase } from "@/test/cuttable-database";
import { ownDatabase } from "@/test/database";
import { journalDirectory } from "@/test/engine";
import { getRuntime, runtimeForRequest } from "./runtime";
import type { StartedRuntime } from "./start-runtime";

// One test: a process has one environment, and one runtime.
test("a start that fails is tried again, and one that takes long does not keep a request", async () => {
  const own = await ownDatabase();
  onTestFinished(() => own.remove());
  const database = await cuttableDatabase(own.url);
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("AUTH_SECRET", "a secret for this test only, long enough");
  const dataDir = journalDirectory();
  vi.stubEnv("LATCHKEY_DATA_DIR", dataDir);
  onTestFinished(() => void vi.unstubAllEnvs());

  await own.db.$client`alter table instances rename to not_yet_made`;
  await expect(runtimeForRequest()).rejects.toThrow("instances");
  expect(fs.readdirSync(path.join(dataDir, "journal"))).toEqual([]);
  await own.db.$client`alter table not_yet_made rename to instances`;
  database.cut();
  await expect(runtimeForRequest()).rejects.toThrow("the start of enforcement took longer");
  database.mend();
  const runtime = (await getRuntime()) as StartedRuntime;
  onTestFinished(() => runtime.stop());
  expect(runtime.engine.isInTouch()).toBe(true);
  expect(await runtimeForRequest()).toBe(runtime);
});
