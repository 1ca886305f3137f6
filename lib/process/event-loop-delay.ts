import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 10;
const WINDOW_MS = 10_000;

/** How long this process keeps what is due waiting. */
export class EventLoopDelay {
  private readonly histogram: IntervalHistogram = monitorEventLoopDelay({
    resolution: RESOLUTION_MS,
  });
  private readonly timer: NodeJS.Timeout;
  private lastWindowMs = 0;

  constructor() {
    this.histogram.enable();
    this.timer = setInterval(() => {
      this.lastWindowMs = this.currentMs();
      this.histogram.reset();
    }, WINDOW_MS);
    this.timer.unref();
  }

  /** What a timer was late, of the window that runs: the monitor measures from one of its timers to the next. */
  private currentMs(): number {
    return Math.max(0, this.histogram.percentile(99) / 1e6 - RESOLUTION_MS);
  }

  /** The 99th percentile of the last 10 to 20 seconds, milliseconds. */
  p99Ms(): number {
    return Math.max(this.lastWindowMs, this.currentMs());
  }

  stop(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }
}
