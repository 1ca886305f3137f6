import { defineConfig, mergeConfig } from "vitest/config";
import { shared } from "./vitest.config";

/*
 * The fault suite, `npm run test:faults`: what takes minutes, with figures. It is not a part of `npm test`, whose own
 * tests hold the same promises in short.
 */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      name: "faults",
      include: ["test/faults/**/*.test.ts", "test/processes/app-killed.test.ts"],
      env: { TEST_ROUNDS: "20" },
      globalSetup: [
        "test/faults/figures-setup.ts",
        "test/processes/build-setup.ts",
        "test/cli-setup.ts",
        "test/postgres-setup.ts",
      ],
      pool: "forks",
      // Each has the machine to itself.
      fileParallelism: false,
      testTimeout: 45 * 60_000,
      hookTimeout: 120_000,
    },
  }),
);
