import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { eventually } from "../http/call";

/** How a process has ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface RunningSetup {
  cwd: string;
  env: Record<string, string>;
  /** Whether it leads a process group of its own, as what is run at a terminal does. */
  leadsGroup?: boolean;
}

/** A Node.js process with the lines that it prints. It does not outlive the one that started it. */
export class Running {
  readonly out: string[] = [];
  readonly err: string[] = [];
  /** When the process is gone. */
  readonly exited: Promise<Ended>;
  /** When all is read that was printed, also by processes that it has started: they are gone too. */
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private readonly killAtExit = () => void this.child.kill("SIGKILL");

  constructor(args: readonly string[], { cwd, env, leadsGroup = false }: RunningSetup) {
    this.child = spawn(process.execPath, args, {
      cwd,
      // What the test runner has set is for this process.
      env: { ...process.env, NODE_OPTIONS: "", VITEST: "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: leadsGroup,
    });
    process.once("exit", this.killAtExit);
    for (const [stream, lines] of [
      [this.child.stdout!, this.out],
      [this.child.stderr!, this.err],
    ] as const) {
      createInterface({ input: stream }).on("line", (line) => lines.push(line));
    }
    this.exited = this.whenIt("exit");
    this.ended = this.whenIt("close");
    void this.exited.then(() => process.off("exit", this.killAtExit));
  }

  private async whenIt(event: "exit" | "close"): Promise<Ended> {
    const [code, signal] = (await once(this.child, event)) as [Ended["code"], Ended["signal"]];
    return { code, signal };
  }

  get pid(): number {
    return this.child.pid!;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Sends a signal. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Waits for a line on standard output. @throws when the process ends without it, or takes too long */
  async printed(pattern: RegExp, withinMs: number): Promise<void> {
    const isThere = () => this.out.some((line) => pattern.test(line));
    await eventually(() => isThere() || !this.isRunning, withinMs).catch(() => {});
    if (!isThere()) throw new Error(`${pattern} was not printed:\n${this.lastWords()}`);
  }

  lastWords(): string {
    return [...this.out.slice(-5), ...this.err.slice(-15)].join("\n");
  }
}
