import { expect, test } from "vitest";
import { runSchedule, type Tally } from "./simulation/schedule";
import type { Weather } from "./simulation/world";

/*
 * The core under random schedules, against an exact sliding log. A failure names its seed:
 * SIMULATION_SEED=n runs that schedule alone, SIMULATION_SCHEDULES and SIMULATION_FIRST_SEED others.
 */
const ONLY = process.env.SIMULATION_SEED;
const SCHEDULES = Number(process.env.SIMULATION_SCHEDULES ?? 10_000);
const FIRST_SEED = Number(process.env.SIMULATION_FIRST_SEED ?? 1);
const ENOUGH_FAILURES = 10;

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
  const sum = new Map<string, number>();
  const failures: string[] = [];
  for (const seed of seeds) {
    try {
      const tally: Tally = await runSchedule(seed, STORMY);
      for (const [name, n] of Object.entries(tally)) sum.set(name, (sum.get(name) ?? 0) + n);
    } catch (error) {
      failures.push(`SIMULATION_SEED=${seed}: ${String(error)}`);
      if (failures.length === ENOUGH_FAILURES) break;
    }
  }
  expect(failures).toEqual([]);
  if (ONLY) return;
  // That nothing went wrong is worth as much as what happened.
  for (const name of [
    "admitted",
    "refused",
    "unavailable",
    "crashes",
    "edits",
    "edges",
    "probes",
  ]) {
    expect(sum.get(name) ?? 0, name).toBeGreaterThan(seeds.length / 2);
  }
  expect(sum.get("firstQuotas") ?? 0, "firstQuotas").toBeGreaterThan(seeds.length / 5);
}, 300_000);
