import { request } from "node:http";
import getPort from "get-port";
import { alternateEach } from "../alternate";
import type { Bed } from "../bed";
import type { Edition } from "../edition";
import type { Figure } from "../figure";
import { makeKeys } from "../keys";
import { latchkeyEnv, READY, SERVER_BUNDLE } from "../latchkey-process";
import { ofBoth, versusRow } from "../versus";
import { FORWARDED } from "./gateway";

const PAGE = "/sign-in";
/** Between two questions; a start takes about a second, so it is known to half a percent. */
const ASK_EVERY_MS = 5;
const PATIENCE_MS = 30_000;

/** The status of one request on a connection of its own; null while nobody listens. */
function statusOf(url: string, headers: Record<string, string>): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false, headers }, (answer) => {
      answer.resume();
      answer.once("close", () => resolve(answer.statusCode ?? null));
    });
    asked.once("error", () => resolve(null));
    asked.end();
  });
}

/** Asks until the answer is 200. @throws when that takes too long */
async function untilServed(url: string, headers: Record<string, string> = {}): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const status = await statusOf(url, headers);
    if (status === 200) return;
    if (performance.now() > until) throw new Error(`${url} was last answered with ${status}`);
    await new Promise((resume) => setTimeout(resume, ASK_EVERY_MS));
  }
}

/** A way to start an edition again and again on one database, tables and key in place. */
async function starterOf(bed: Bed, edition: Edition) {
  const upstream = await bed.hello();
  const database = await bed.database(edition);
  const [key] = await makeKeys(database, { count: 1, quotas: true });
  const cwd = await bed.copyOf(edition);
  const dataDir = await bed.dataDir();
  return async () => {
    const port = await getPort({ host: "127.0.0.1" });
    const origin = `http://127.0.0.1:${port}`;
    const startedMs = performance.now();
    const starting = bed.child(process.execPath, [SERVER_BUNDLE], {
      cwd,
      ready: READY,
      env: {
        ...latchkeyEnv(database, dataDir),
        PORT: String(port),
        LATCHKEY_UPSTREAM: upstream.origin,
      },
    });
    // A start that fails says why; the questions alone would only run out of patience.
    await Promise.race([
      untilServed(origin + FORWARDED, { "X-API-Key": key!.secret }),
      starting.then(() => new Promise(() => {})),
    ]);
    const keyedMs = performance.now() - startedMs;
    // Not asked for before: that would take of the time that is measured.
    await untilServed(origin + PAGE);
    const pageMs = performance.now() - startedMs;
    await (await starting).stop();
    return { keyedMs, pageMs };
  };
}

/** From the start of the process until it is of use, the database being there. */
export const start: Figure = {
  name: "start",
  async measure(bed) {
    const { now, before } = await ofBoth(bed, (edition) => starterOf(bed, edition));
    await now();
    await before();
    const { keyedMs, pageMs } = await alternateEach(bed.rounds, now, before);
    return [
      versusRow(
        bed,
        {
          title: "start until the first keyed 200 through the gateway",
          unit: "ms",
          mustReach: { atMost: 0.9 },
        },
        keyedMs,
      ),
      versusRow(
        bed,
        { title: "start until the first page", unit: "ms", mustReach: null, note: PAGE },
        pageMs,
      ),
    ];
  },
};
