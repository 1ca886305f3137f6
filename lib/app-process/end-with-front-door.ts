import { rmSync } from "node:fs";
import { Worker } from "node:worker_threads";

const LOOK_EVERY_MS = 1_000;

/** Runs in a thread of its own, and so also where the main one is in an endless loop. */
const watchOf = (frontDoor: number, folder: string) => `
const { rmSync } = require("node:fs");
setInterval(() => {
  if (process.ppid === ${frontDoor}) return;
  rmSync(${JSON.stringify(folder)}, { recursive: true, force: true });
  process.kill(process.pid, "SIGKILL");
}, ${LOOK_EVERY_MS});
`;

/**
 * Has this process end when the front door does, however that ends: no orphan is left behind, not even
 * one that hangs. A signal is no reason to end: Ctrl-C and service managers send theirs to the whole group, and
 * the front door still waits for what is in flight here. It says when.
 *
 * @param folder that of its socket, which nobody else is left to remove
 * @param exit ends in order
 */
export function endWithFrontDoor(folder: string, exit: () => void): void {
  const end = () => {
    rmSync(folder, { recursive: true, force: true });
    exit();
  };
  // It may be gone since before this process came to listen: then nothing tells so any more.
  if (!process.connected) return end();
  process.once("disconnect", end);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  const watch = new Worker(watchOf(process.ppid, folder), {
    eval: true,
    execArgv: [],
    // It takes a third of that, and with 4 MB it does not come up.
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
  });
  watch.unref();
  // Without it only a process that hangs is left behind: no reason to end, but somebody should know.
  watch.on("error", (error) => process.emitWarning(error));
}
