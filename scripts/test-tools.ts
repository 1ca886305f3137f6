import { execa } from "execa";
import { findChromium, findProgram } from "@/test/chromium";

const isRoot = () => process.getuid?.() === 0;

async function succeeds(command: string, args: string[]): Promise<boolean> {
  const { failed } = await execa(command, args, {
    preferLocal: true,
    reject: false,
    stdio: "ignore",
    timeout: 300_000,
    env: { DEBIAN_FRONTEND: "noninteractive" },
  });
  return !failed;
}

async function aptInstall(packageName: string): Promise<void> {
  if (!isRoot() || !findProgram("apt-get")) return;
  await succeeds("apt-get", ["update", "-qq"]);
  await succeeds("apt-get", ["install", "-qq", "-y", "--no-install-recommends", packageName]);
}

/**
 * Finds what the suite needs besides Node.js, and installs what is missing where it can.
 * @returns a line for each thing that is still missing: what it is, and how to get it
 */
export async function ensureTools(say: (line: string) => void): Promise<string[]> {
  const missing: string[] = [];
  if (!findChromium()) {
    say("No Chromium here: installing one for the browser flows …");
    if (!(await succeeds("playwright", ["install", "chromium"])) || !findChromium()) {
      await aptInstall("chromium-headless-shell");
      if (!findChromium()) await aptInstall("chromium");
    }
    if (!findChromium()) {
      missing.push(
        "The browser flows need Chromium: run `npx playwright install --with-deps chromium`, or install your system's chromium package.",
      );
    }
  }
  if (!findProgram("redis-server")) {
    say("No Redis server here: installing one for the tests of shared plan limits …");
    await aptInstall("redis-server");
    if (!findProgram("redis-server")) {
      missing.push(
        "The tests of shared plan limits need redis-server on the PATH: install your system's redis or redis-server package.",
      );
    }
  }
  if (!findProgram("pgbouncer")) {
    say("No PgBouncer here: installing one for the tests of poolers …");
    await aptInstall("pgbouncer");
    if (!findProgram("pgbouncer")) {
      missing.push(
        "The tests of poolers need pgbouncer on the PATH: install your system's pgbouncer package.",
      );
    }
  }
  return missing;
}
