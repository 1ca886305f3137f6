import { createInterface } from "node:readline";
import { execa, type ResultPromise } from "execa";

/** A server that a benchmark has started. */
export interface Child {
  pid: number;
  /** The part of its ready line that the pattern's first group matched. */
  ready: string;
  stop(): Promise<void>;
}

const READY_MS = 60_000;
const STOP_MS = 15_000;

/**
 * Starts a process and waits until a line of its output matches. It never outlives this one, and
 * is ended by its own pid.
 * @throws with the process's last words when it ends or is silent instead
 */
export async function startChild(
  command: string,
  args: readonly string[],
  options: { ready: RegExp; cwd?: string; env?: Record<string, string> },
): Promise<Child> {
  const child: ResultPromise = execa(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    buffer: false,
    reject: false,
    cleanup: true,
    forceKillAfterDelay: STOP_MS,
  });
  const lastWords: string[] = [];
  const ready = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) =>
      reject(new Error([`${command} ${args.join(" ")} ${why}`, ...lastWords].join("\n  ")));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail("did not get ready");
    }, READY_MS);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream! }).on("line", (line) => {
        lastWords.push(line);
        if (lastWords.length > 12) lastWords.shift();
        const match = options.ready.exec(line);
        if (!match) return;
        clearTimeout(timer);
        resolve(match[1] ?? line);
      });
    }
    void child.then(({ exitCode }) => {
      clearTimeout(timer);
      fail(`ended with ${exitCode}`);
    });
  });
  return {
    pid: child.pid!,
    ready,
    async stop() {
      child.kill("SIGTERM");
      await child;
    },
  };
}

/** Arguments for Node.js to run a TypeScript file of the project. */
export const tsxArgs = (file: string, ...args: string[]) => ["--import", "tsx", file, ...args];
