import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { enrol, livingEntries, withdraw } from "./roster";

/** Longer than any first start on a slow machine; whoever waits longer is told by whom it is held. */
const PATIENCE_MS = 120_000;

/**
 * Runs `work` while no other process, nor another call in this one, runs under the same lock
 * directory. A holder that dies gives the lock up by dying.
 *
 * Announce, then look: of two contenders the later one to announce itself always sees the earlier,
 * so never do both go on. Whoever sees another steps back for a random moment.
 */
export async function withStartLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    if ((await livingEntries(directory)).length === 0) {
      const mine = await enrol(directory);
      try {
        const contenders = await livingEntries(directory);
        if (contenders.every((entry) => entry === mine)) return await work();
      } finally {
        await withdraw(mine);
      }
    }
    if (Date.now() > deadline) {
      const [holder = ""] = await livingEntries(directory);
      throw new Error(
        `The embedded PostgreSQL is being started or stopped by process ${Number.parseInt(path.basename(holder), 10)} for more than ${PATIENCE_MS / 1000} s`,
      );
    }
    await sleep(5 + Math.random() * 40);
  }
}
