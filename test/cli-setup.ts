import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { bundleCli } from "@/scripts/bundle-server";
import { ROOT } from "./root";

/** Runs once before the tests that call the command line: see `runCli`. */
export default async function setup(): Promise<() => Promise<void>> {
  const cache = path.join(ROOT, "node_modules", ".cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, "latchkey-cli-"));
  process.env.TEST_CLI = await bundleCli(folder);
  return () => rm(folder, { recursive: true, force: true });
}
