import { alternate } from "../alternate";
import { startBetterAuth } from "../baselines/better-auth";
import type { Figure } from "../figure";
import { makeKeys } from "../keys";
import { SERVICE_TOKEN } from "../latchkey-process";

const JSON_TYPE = { "Content-Type": "application/json" };

/** Asking whether a key may pass: our endpoint for services, and a library that does the same. */
export const verify: Figure = {
  name: "verify",
  async measure(bed) {
    const peer = await startBetterAuth(bed, await bed.emptyDatabase());
    const database = await bed.database();
    const [key] = await makeKeys(database, { count: 1, quotas: true });
    const latchkey = await bed.latchkey(database);
    const ours = () =>
      bed.rate(
        {
          url: `${latchkey.origin}/api/verify`,
          method: "POST",
          headers: { ...JSON_TYPE, Authorization: `Bearer ${SERVICE_TOKEN}` },
          body: JSON.stringify({ key: key!.secret }),
        },
        "2xx",
      );
    const theirs = () =>
      bed.rate(
        {
          url: peer.origin,
          method: "POST",
          headers: JSON_TYPE,
          body: JSON.stringify({ key: peer.key }),
        },
        "2xx",
      );
    await ours();
    await theirs();
    const compared = await alternate(bed.rounds, ours, theirs);
    await latchkey.stop();
    await peer.stop();
    return [
      {
        title: "POST /api/verify",
        value: compared.ratio,
        unit: "×",
        mustReach: { atLeast: 30 },
        ours: { what: "Latchkey, four quotas set, logged", value: compared.ours, unit: "req/s" },
        baseline: {
          what: "better-auth api-key plugin",
          value: compared.baseline,
          unit: "req/s",
        },
        note: "both on the same PostgreSQL, one key each, its rate limit set and never reached",
      },
    ];
  },
};
