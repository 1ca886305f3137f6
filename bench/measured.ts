import { execa } from "execa";
import path from "node:path";
import { tsxArgs } from "./children";

const TIMEOUT_MS = 300_000;

const parsed = <T>(stdout: string): T =>
  JSON.parse(stdout.slice(stdout.lastIndexOf("\n") + 1)) as T;

function run(file: string, args: string[]) {
  return execa(process.execPath, tsxArgs(path.join("bench", file), ...args), {
    stdin: "pipe",
    stderr: "inherit",
    env: { NODE_ENV: "production" },
    timeout: TIMEOUT_MS,
  });
}

/**
 * Runs a TypeScript file under bench in a process of its own, so that nothing else weighs on it,
 * and parses the JSON that it prints last.
 */
export async function measureInChild<T>(file: string, ...args: string[]): Promise<T> {
  const { stdout } = await run(file, args);
  return parsed<T>(stdout);
}

/** Such a process that goes on until it is told to finish. */
export interface Ongoing<T> {
  finish(): Promise<T>;
}

/** Starts one and waits until it says that it has started. @throws when it ends instead */
export async function startInChild<T>(file: string, ...args: string[]): Promise<Ongoing<T>> {
  const child = run(file, args);
  // That it failed is told by whoever awaits it.
  child.catch(() => {});
  await Promise.race([new Promise((resolve) => child.stdout.once("data", resolve)), child]);
  return {
    async finish() {
      child.stdin.end();
      return parsed<T>((await child).stdout);
    },
  };
}

/** In such a process: it has started. */
export const sayStarted = () => process.stdout.write("started\n");

/** In such a process: its parent has closed its input, or is no more. */
export const untilToldToFinish = () =>
  new Promise<void>((resolve) => process.stdin.once("end", resolve).resume());

/** What such a process prints. */
export function printMeasured(value: unknown): void {
  process.stdout.write(JSON.stringify(value));
}
