import { alternate } from "../alternate";
import type { Figure } from "../figure";
import { makeKeys } from "../keys";
import { UNKEYED_ECHO } from "../unkeyed-twin";

/** The echo handler with a key, and the same without, in one process and behind one front door. */
export const routeHandler: Figure = {
  name: "route-handler",
  async measure(bed) {
    const database = await bed.database();
    const [key] = await makeKeys(database, { count: 1, quotas: true });
    const { origin, stop } = await bed.latchkey(database);
    const headers = { "X-API-Key": key!.secret };
    const rateOf = (path: string) => () => bed.rate({ url: `${origin}${path}`, headers }, "2xx");
    const keyed = rateOf("/api/v1/echo");
    const unkeyed = rateOf(UNKEYED_ECHO);
    await keyed();
    await unkeyed();
    const { ours, baseline, ratio } = await alternate(bed.rounds, keyed, unkeyed);
    await stop();
    return [
      {
        title: "route handler under withApiKey",
        value: ratio,
        unit: "×",
        mustReach: { atLeast: 0.92 },
        ours: { what: "keyed", value: ours, unit: "req/s" },
        baseline: { what: "same handler, not keyed", value: baseline, unit: "req/s" },
      },
    ];
  },
};
