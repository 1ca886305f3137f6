import { alternate } from "../alternate";
import { startFastify } from "../baselines/fastify";
import { drained } from "../drained";
import type { Figure } from "../figure";
import { makeKeys } from "../keys";
import { FORWARDED } from "./gateway";

/** The gateway beside what a team would write instead. */
export const peerFastify: Figure = {
  name: "peer-fastify",
  async measure(bed) {
    const upstream = await bed.hello();
    const peer = await startFastify(bed, await bed.emptyDatabase(), upstream.origin);
    const database = await bed.database();
    const [key] = await makeKeys(database, { count: 1, quotas: true });
    const latchkey = await bed.latchkey(database, { LATCHKEY_UPSTREAM: upstream.origin });
    const rateOf = (origin: string, secret: string) => () =>
      bed.rate({ url: origin + FORWARDED, headers: { "X-API-Key": secret } }, "2xx");
    const rate = rateOf(latchkey.origin, key!.secret);
    // The peer writes its rows as they come; ours must not be left for its turn.
    const ours = async () => {
      const measured = await rate();
      await drained(latchkey);
      return measured;
    };
    const theirs = rateOf(peer.origin, peer.key);
    await ours();
    await theirs();
    const compared = await alternate(bed.rounds, ours, theirs);
    await latchkey.stop();
    await peer.stop();
    return [
      {
        title: "gateway against Fastify with plugins",
        value: compared.ratio,
        unit: "×",
        mustReach: { atLeast: 1 },
        aim: { atLeast: 4 },
        ours: {
          what: "Latchkey: enforced, four quotas set, logged",
          value: compared.ours,
          unit: "req/s",
        },
        baseline: {
          what: "Fastify, http-proxy, rate-limit, postgres",
          value: compared.baseline,
          unit: "req/s",
        },
        note: "the peer answers before its log row is written, and its keys are 10 s old",
      },
    ];
  },
};
