import { THIS_MACHINE } from "@/lib/process/machine";

/** Clocks that tell less than this apart agree. */
const AGREE_MS = 500;

interface Reading {
  monotonicMs: number;
  wallMs: number;
  /** Null where the system does not say. */
  sinceBootMs: number | null;
}

/**
 * How long ago something was. On Linux the monotonic clock stands still while the machine is suspended, and the wall
 * clock may be set. So where the wall clock has gone further than the monotonic one, it is asked how long the machine
 * has been up: that clock nobody sets.
 */
export class Silence {
  private since: Reading = { monotonicMs: -Infinity, wallMs: -Infinity, sinceBootMs: null };

  constructor(private readonly machine = THIS_MACHINE) {}

  /** A moment to be given to `endedAt`. */
  now(): Reading {
    return {
      monotonicMs: performance.now(),
      wallMs: Date.now(),
      sinceBootMs: this.machine.upForMs(),
    };
  }

  /** @param moment as of `now`: what was heard was said then, or later */
  endedAt(moment: Reading): void {
    this.since = moment;
  }

  /** Milliseconds since then; Infinity where nothing was heard yet. */
  forMs(): number {
    const { since } = this;
    const monotonicMs = performance.now() - since.monotonicMs;
    const wallMs = Date.now() - since.wallMs;
    // Elsewhere the monotonic clock goes on while the machine is suspended.
    if (wallMs - monotonicMs < AGREE_MS || process.platform !== "linux") return monotonicMs;
    const bootMs = this.machine.upForMs();
    if (bootMs === null || since.sinceBootMs === null) return wallMs;
    return Math.max(monotonicMs, bootMs - since.sinceBootMs);
  }
}
