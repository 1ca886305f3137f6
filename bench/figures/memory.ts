import { execa } from "execa";
import { Client, NOWHERE } from "../ask";
import { metricsOf } from "../bed";
import type { Figure, Row } from "../figure";
import { readGauge } from "../gauge";
import { makeKeys } from "../keys";
import { summarise } from "../statistics";

const KEYS = 100_000;
/** Rows are written out and the collector has had its turn. */
const SETTLE_MS = 5_000;

/** Resident memory of a process, in MB (10^6 bytes, as the figure is given). */
async function residentMb(pid: number): Promise<number> {
  const { stdout } = await execa("ps", ["-o", "rss=", "-p", String(pid)]);
  return (Number(stdout) * 1024) / 1e6;
}

const settle = () => new Promise((resume) => setTimeout(resume, SETTLE_MS));

const row = (title: string, megabytes: number, more: Partial<Row> = {}): Row => ({
  title,
  value: summarise([megabytes]),
  unit: "MB",
  mustReach: null,
  ...more,
});

/** What the front door takes with 100,000 keys in memory, and what both processes take. */
export const memory: Figure = {
  name: "memory",
  slow: true,
  async measure(bed) {
    const database = await bed.database();
    const keys = await makeKeys(database, { count: KEYS, quotas: true });
    const latchkey = await bed.latchkey(database);
    const client = new Client(latchkey.origin, 32);
    // The same work on one key: what traffic leaves behind is not what keys take.
    const [first] = keys;
    await client.touchEach(NOWHERE, Array<string>(KEYS).fill(first!.secret), 32);
    await settle();
    const before = await residentMb(latchkey.pid);
    await client.touchEach(
      NOWHERE,
      keys.map((key) => key.secret),
      32,
    );
    await settle();
    const after = await residentMb(latchkey.pid);
    const metrics = await metricsOf(latchkey);
    await client.close();
    await latchkey.stop();
    const warm = readGauge(metrics, "latchkey_cached_keys") ?? 0;
    if (warm < KEYS) throw new Error(`only ${warm} of ${KEYS} keys are in memory`);
    const appMb = (readGauge(metrics, "latchkey_resident_memory_bytes", "app") ?? NaN) / 1e6;
    return [
      row("resident memory of the front door with 100,000 warm keys", after, {
        mustReach: { atMost: 220 },
        aim: { atMost: 200 },
        baseline: {
          what: "same process, as many requests with one key",
          value: summarise([before]),
          unit: "MB",
        },
        note: "the process that holds the port; all keys have four quotas",
      }),
      row("of that, for the keys", after - before),
      // Not told where one process does it all.
      row("resident memory of the app then", appMb),
      row("resident memory of both processes then", after + appMb),
    ];
  },
};
