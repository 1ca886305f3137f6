import { metricsOf, type Served } from "./bed";
import { readGauge } from "./gauge";

const DRAIN_MS = 30_000;

/** Waits until a server has written out what it has answered. @throws when that takes too long */
export async function drained(server: Served): Promise<void> {
  const until = performance.now() + DRAIN_MS;
  for (;;) {
    if (readGauge(await metricsOf(server), "latchkey_log_backlog_rows") === 0) return;
    if (performance.now() > until) throw new Error("log rows were not written out in time");
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
