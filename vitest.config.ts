import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const ROOT = fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "");
const INTEGRATION = "**/*.integration.test.{ts,tsx}";
const SIMULATION = "lib/enforcement/simulation/*-seeds.test.ts";
const PROCESSES = "test/processes/**/*.test.ts";
const ELSEWHERE = [
  ...configDefaults.exclude,
  ".next/**",
  "e2e/**",
  "bench/peers/**",
  "bench/.artifacts/**",
  // A benchmark puts a copy of the app there.
  ".latchkey/**",
  // They take their time: see vitest.faults.config.ts.
  "test/faults/**",
];

/** What all tests have in common. */
export const shared = defineConfig({
  resolve: { alias: { "@": ROOT } },
  // Next compiles with Babel's or SWC's automatic runtime; tests of components do the same.
  esbuild: { jsx: "automatic" },
  test: {
    env: { LATCHKEY_LOG_LEVEL: "silent", NODE_ENV: "test" },
    // A machine that does much else is late by seconds now and then; how long things take is for the benchmarks.
    expect: { poll: { timeout: 20_000, interval: 20 } },
  },
});

export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...ELSEWHERE, INTEGRATION, PROCESSES, SIMULATION],
          maxWorkers: 2,
          // Properties are many small runs: on a busy machine they take their time.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          // Beside the unit tests: two files, for two workers, that take as long as all of them.
          name: "simulation",
          include: [SIMULATION],
          maxWorkers: 2,
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [INTEGRATION],
          exclude: ELSEWHERE,
          // One PostgreSQL for all files; each makes its own account or its own database.
          globalSetup: ["test/cli-setup.ts", "test/postgres-setup.ts"],
          pool: "forks",
          // Most of the time they wait: for deadlines, processes and the database.
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "processes",
          include: [PROCESSES],
          exclude: ELSEWHERE,
          // The production build, and one PostgreSQL for all files; each makes its own databases.
          globalSetup: [
            "test/processes/build-setup.ts",
            "test/cli-setup.ts",
            "test/postgres-setup.ts",
          ],
          pool: "forks",
          // Servers are killed and timed here: one at a time, and after everything else.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
