import { execa } from "execa";
import { Client, NOWHERE } from "../ask";
import { metricsOf, type Served } from "../bed";
import type { Figure, Row } from "../figure";
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

async function cachedKeys(server: Served): Promise<number> {
  return Number(/^latchkey_cached_keys (\d+)/m.exec(await metricsOf(server))?.[1]);
}

const settle = () => new Promise((resume) => setTimeout(resume, SETTLE_MS));

/** What a process with Next.js, pools and 100,000 keys in memory takes. */
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
    const warm = await cachedKeys(latchkey);
    await client.close();
    await latchkey.stop();
    if (warm < KEYS) throw new Error(`only ${warm} of ${KEYS} keys are in memory`);
    const row = (title: string, megabytes: number, atMost: number | null): Row => ({
      title,
      value: summarise([megabytes]),
      unit: "MB",
      mustReach: atMost === null ? null : { atMost },
    });
    return [
      {
        ...row("resident memory with 100,000 warm keys", after, 300),
        baseline: {
          what: "same process, as many requests with one key",
          value: summarise([before]),
          unit: "MB",
        },
        note: "the whole process, Next.js included; all keys have four quotas",
      },
      row("of that, for the keys", after - before, null),
    ];
  },
};
