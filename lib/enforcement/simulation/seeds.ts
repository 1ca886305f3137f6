import { runSchedule, type Tally } from "./schedule";
import type { Weather } from "./world";

/*
 * The real engine under random schedules, against an exact sliding log. A failure names its seed:
 * SIMULATION_SEED=n runs that schedule alone, SIMULATION_SCHEDULES and SIMULATION_FIRST_SEED others. Two files take
 * half of them each, so that two workers run them.
 */
const ONLY = process.env.SIMULATION_SEED;
const SCHEDULES = Number(process.env.SIMULATION_SCHEDULES ?? 10_000);
const FIRST_SEED = Number(process.env.SIMULATION_FIRST_SEED ?? 1);
const ENOUGH_FAILURES = 10;

export const STORMY: Weather = {
  wayMs: 400,
  stalls: 0.05,
  lostQuestions: 0.1,
  lostAnswers: 0.1,
  lostNotices: 0.3,
  planRefusals: 0.2,
};

/** The seeds that one of two files runs: every other one. */
export function seedsOf(half: "odd" | "even"): number[] {
  const seeds = ONLY ? [Number(ONLY)] : Array.from({ length: SCHEDULES }, (_, i) => FIRST_SEED + i);
  return seeds.filter((seed) => seed % 2 === (half === "odd" ? 1 : 0));
}

/** Runs schedules. @returns what happened in all of them together, and of those that broke a promise how */
export async function runAll(
  seeds: readonly number[],
): Promise<{ sum: ReadonlyMap<keyof Tally, number>; failures: string[] }> {
  const sum = new Map<keyof Tally, number>();
  const failures: string[] = [];
  for (const seed of seeds) {
    try {
      const tally = await runSchedule(seed, STORMY);
      for (const [name, n] of Object.entries(tally) as Array<[keyof Tally, number]>) {
        sum.set(name, (sum.get(name) ?? 0) + n);
      }
    } catch (error) {
      failures.push(`SIMULATION_SEED=${seed}: ${String(error)}`);
      if (failures.length === ENOUGH_FAILURES) break;
    }
  }
  return { sum, failures };
}
