import { expect, onTestFinished, test, vi } from "vitest";
import { DAYS_AHEAD } from "@/db/partitions";
import { maintenanceLock } from "@/db/queries/maintenance";
import { ownDatabase } from "@/test/database";
import { startMaintenance } from "./maintenance";

const RETENTION_DAYS = 90;

test("where another process is at the rounds, days are counted once it is done, and nobody is asked to make them", async () => {
  const database = await ownDatabase();
  onTestFinished(database.remove);
  const sql = database.db.$client;
  const warnings: string[] = [];
  const log = {
    info: () => {},
    warn: (_fields: object, message: string) => void warnings.push(message),
    error: (_fields: object, message: string) => void warnings.push(message),
  };
  const other = await sql.reserve();
  await other`select pg_advisory_lock(${maintenanceLock(sql)})`;
  const rounds = vi.spyOn(sql, "begin");
  const maintenance = startMaintenance(sql, RETENTION_DAYS, log);
  onTestFinished(() => maintenance.stop());
  await expect.poll(() => rounds.mock.settledResults[0]?.value, { timeout: 10_000 }).toBeNull();
  expect(maintenance).toMatchObject({ daysAhead: null, note: null });
  await other`select pg_advisory_unlock(${maintenanceLock(sql)})`;
  other.release();
  await expect.poll(() => maintenance.daysAhead, { timeout: 10_000 }).toBe(DAYS_AHEAD.rounds);
  expect(maintenance.note).toBeNull();
  expect(warnings).toEqual([]);
});
