import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 10;
const WINDOW_MS = 250;

/**
 * Tells four times a second by how much this process was late at least: more than a moment means that what is due
 * queues, and not that one thing took long.
 *
 * @param tell is given milliseconds
 * @returns ends it
 */
export function watchLeastDelay(tell: (leastMs: number) => void): () => void {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let since = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    // Where nothing was measured in all that time, nothing was done in time.
    const leastMs = histogram.count > 0 ? histogram.min / 1e6 - RESOLUTION_MS : now - since;
    histogram.reset();
    since = now;
    tell(Math.max(0, leastMs));
  }, WINDOW_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    histogram.disable();
  };
}
