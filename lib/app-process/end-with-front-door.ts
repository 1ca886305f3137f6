import { Worker } from "node:worker_threads";

const LOOK_EVERY_MS = 1_000;

/** Runs in a thread of its own, and so also where the main one is in an endless loop. */
const WATCH = `
const { ppid } = process;
setInterval(() => {
  if (process.ppid !== ppid) process.kill(process.pid, "SIGKILL");
}, ${LOOK_EVERY_MS});
`;

/**
 * Has this process end when the front door does, however that ends: no orphan is left behind, not even
 * one that hangs. A signal is no reason to end: Ctrl-C and service managers send theirs to the whole group, and
 * the front door still waits for what is in flight here. It says when.
 *
 * @param end ends in order
 */
export function endWithFrontDoor(end: () => void): void {
  process.once("disconnect", end);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  const watch = new Worker(WATCH, {
    eval: true,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 4, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  watch.unref();
  // Without it only a process that hangs is left behind.
  watch.on("error", () => {});
}
