import os from "node:os";

/** What all processors have done since some time in the past, milliseconds. */
function processorTimes(): { idleMs: number; allMs: number } {
  const times = os.cpus().map((cpu) => cpu.times);
  const idleMs = times.reduce((sum, { idle }) => sum + idle, 0);
  const allMs = times.flatMap((each) => Object.values(each)).reduce((sum, ms) => sum + ms, 0);
  return { idleMs, allMs };
}

/** Watches how busy this machine is. @returns tells the part of its processors' time in which it was, from 0 to 1 */
export function watchMachine(): () => number {
  const before = processorTimes();
  return () => {
    const after = processorTimes();
    return 1 - (after.idleMs - before.idleMs) / Math.max(1, after.allMs - before.allMs);
  };
}
