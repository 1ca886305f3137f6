import { defineConfig } from "@playwright/test";
import getPort from "get-port";
import { chromiumArgs, findChromium } from "./test/chromium";

const given = process.env.BASE_URL;
// Workers read this file again, in processes that inherit the environment: the port stays.
const port = (process.env.LATCHKEY_E2E_PORT ??= String(await getPort()));
const baseURL = given ?? `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: "e2e/flows",
  outputDir: "e2e/.artifacts",
  fullyParallel: true,
  workers: 2,
  // For machines that do much else: what waits here waits for a condition.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    baseURL,
    screenshot: "only-on-failure",
    // `--trace retain-on-failure` where a failure needs one: to keep it takes a part of each flow's time.
    trace: "off",
    launchOptions: { executablePath: findChromium() ?? undefined, args: chromiumArgs() },
  },
  webServer: given
    ? undefined
    : {
        // A production server on a fresh database of its own: see the file.
        command: "npx tsx e2e/server.ts",
        url: `${baseURL}/readyz`,
        env: { PORT: port, HOST: "127.0.0.1" },
        timeout: 300_000,
        stdout: "ignore",
        stderr: "pipe",
        gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
      },
});
