import { setTimeout as sleep } from "node:timers/promises";
import { birthOf } from "./process-identity";

/** A server process, named so that no other can be meant. */
interface Server {
  readonly pid: number;
  readonly birth: string;
}

interface GuardOptions {
  /**
   * Finds or starts the server again, where clients look for it.
   * @param signal aborted once nobody wants it any more: then it must not be started
   */
  restart(signal: AbortSignal): Promise<Server>;
  /** For the operator's log. */
  say(line: string): void;
}

const LOOK_EVERY_MS = 250;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Watches the server while we use it, and starts it again when it has ended: the system kills what takes most
 * memory, and a database that stays away is an outage without end. A start that fails is tried again after pauses
 * that double, from a tenth of a second to half a minute.
 */
export class Guard {
  private readonly timer: NodeJS.Timeout;
  private readonly stopped = new AbortController();
  /** Starting it again; null while there is no need. */
  private work: Promise<void> | null = null;

  constructor(
    private server: Server,
    private readonly options: GuardOptions,
  ) {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** From here on the server may end; what was begun is waited for. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopped.abort();
    await this.work;
  }

  private look(): void {
    if (this.work || isAlive(this.server)) return;
    this.work = this.bringBack().finally(() => (this.work = null));
  }

  private async bringBack(): Promise<void> {
    const { restart, say } = this.options;
    const { signal } = this.stopped;
    say(`PostgreSQL (process ${this.server.pid}) has ended; starting it again`);
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs *= 2) {
      try {
        this.server = await restart(signal);
        return say(`PostgreSQL runs again (process ${this.server.pid})`);
      } catch (error) {
        if (signal.aborted) return;
        say(error instanceof Error ? error.message : String(error));
      }
      const atMostMs = Math.min(pauseMs, LONGEST_PAUSE_MS);
      await sleep(atMostMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

/** Where there is no /proc, a birth costs a process of its own: there the process id has to do. */
function isAlive({ pid, birth }: Server): boolean {
  if (process.platform === "linux") return birthOf(pid) === birth;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
