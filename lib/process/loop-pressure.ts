import { monitorEventLoopDelay, performance } from "node:perf_hooks";

/** How a process got on in a quarter of a second. */
export interface Pressure {
  /** By how much it was late at least, milliseconds. */
  leastDelayMs: number;
  /** The part of the time in which its event loop had something to do, 0 to 1 (Node.js calls it utilization). */
  utilization: number;
}

const RESOLUTION_MS = 10;
const WINDOW_MS = 250;

/**
 * Tells four times a second how this process gets on. Where it is late all the time, what is due queues; where it
 * is late now and then, one thing takes long.
 *
 * @returns ends it
 */
export function watchPressure(tell: (pressure: Pressure) => void): () => void {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let since = performance.now();
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.now();
    const after = performance.eventLoopUtilization();
    // Where nothing was measured in all that time, nothing was done in time.
    const leastMs = histogram.count > 0 ? histogram.min / 1e6 - RESOLUTION_MS : now - since;
    const { utilization } = performance.eventLoopUtilization(after, before);
    histogram.reset();
    since = now;
    before = after;
    tell({ leastDelayMs: Math.max(0, leastMs), utilization });
  }, WINDOW_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    histogram.disable();
  };
}
