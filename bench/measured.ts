import { execa } from "execa";
import path from "node:path";
import { tsxArgs } from "./children";

/**
 * Runs a TypeScript file under bench in a process of its own, so that nothing else weighs on it,
 * and parses the JSON that it prints last.
 */
export async function measureInChild<T>(file: string, ...args: string[]): Promise<T> {
  const { stdout } = await execa(process.execPath, tsxArgs(path.join("bench", file), ...args), {
    stderr: "inherit",
    env: { NODE_ENV: "production" },
    timeout: 300_000,
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf("\n") + 1)) as T;
}

/** What such a process prints. */
export function printMeasured(value: unknown): void {
  process.stdout.write(JSON.stringify(value));
}
