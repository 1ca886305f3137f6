import { expect, test, vi } from "vitest";
import type { RequestBatch } from "@/db/queries/copy-requests";
import type { RequestColumns } from "@/db/queries/write-requests";
import type { WriteLink } from "./simulation/instance-model";
import { runSchedule, type Tally } from "./simulation/schedule";
import type { Weather } from "./simulation/world";

vi.mock("@/db/queries/write-requests", () => ({
  writeRequests: (link: WriteLink, instanceId: string, columns: RequestColumns) =>
    link.write(instanceId, columns),
}));
vi.mock("@/db/queries/copy-requests", () => ({
  copyRequests: (link: WriteLink, instanceId: string, batch: RequestBatch) =>
    link.copy(instanceId, batch),
}));
// Room for 350,000 keys in each of a million instances takes longer than all the rest.
vi.mock("lru-cache", async (original) => {
  const { LRUCache } = await original<typeof import("lru-cache")>();
  return {
    LRUCache: class extends LRUCache<string, object> {
      constructor() {
        super({ max: 16 });
      }
    },
  };
});

/** SIMULATION_SEED=n runs that schedule alone; SIMULATION_SCHEDULES=n runs so many. */
const ONLY = process.env.SIMULATION_SEED;
const SCHEDULES = Number(process.env.SIMULATION_SCHEDULES ?? 10_000);
const FIRST_SEED = Number(process.env.SIMULATION_FIRST_SEED ?? 1);

const STORMY: Weather = {
  wayMs: 400,
  stalls: 0.05,
  lostQuestions: 0.1,
  lostAnswers: 0.1,
  lostRecalls: 0.3,
  planRefusals: 0.2,
};

test("no schedule admits one too many, loses what is left, or logs a request twice or never", async () => {
  const seeds = ONLY ? [Number(ONLY)] : Array.from({ length: SCHEDULES }, (_, i) => FIRST_SEED + i);
  const sum: Partial<Tally> = {};
  const failures: string[] = [];
  const beganAt = Date.now();
  for (const seed of seeds) {
    try {
      const tally = await runSchedule(seed, STORMY);
      for (const name of Object.keys(tally) as Array<keyof Tally>) {
        sum[name] = (sum[name] ?? 0) + tally[name];
      }
    } catch (error) {
      failures.push(`SIMULATION_SEED=${seed}: ${error instanceof Error ? error.message : error}`);
      if (failures.length > 20) break;
    }
  }
  process.stderr.write(`${JSON.stringify(sum)} ${Date.now() - beganAt} ms\n`);
  expect(failures).toEqual([]);
}, 300_000);
