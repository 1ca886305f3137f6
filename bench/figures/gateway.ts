import { alternate, type Compared } from "../alternate";
import { startNginx } from "../baselines/nginx";
import type { Bed, Served } from "../bed";
import type { Figure, Row } from "../figure";
import { makeKeys } from "../keys";

/** Any path without a route handler goes to the upstream. */
export const FORWARDED = "/api/v1/orders";

async function compare(
  bed: Bed,
  startBaseline: (upstream: Served, key: string) => Promise<Served>,
): Promise<Compared> {
  const upstream = await bed.hello();
  const database = await bed.database();
  const [key] = await makeKeys(database, { count: 1, quotas: true });
  const headers = { "X-API-Key": key!.secret };
  const baseline = await startBaseline(upstream, key!.secret);
  const latchkey = await bed.latchkey(database, { LATCHKEY_UPSTREAM: upstream.origin });
  const rateOf = (server: Served) => () =>
    bed.rate({ url: server.origin + FORWARDED, headers }, "2xx");
  // Both get to know the key, the upstream and the compiler.
  await rateOf(latchkey)();
  await rateOf(baseline)();
  const compared = await alternate(bed.rounds, rateOf(latchkey), rateOf(baseline));
  await latchkey.stop();
  await baseline.stop();
  return compared;
}

/** Neither forwards under the same promises, so both are aims; `before` holds the bar. */
const rowOf = (against: string, aim: number, { ours, baseline, ratio }: Compared): Row => ({
  title: `gateway against ${against}`,
  value: ratio,
  unit: "×",
  mustReach: null,
  aim: { atLeast: aim },
  ours: { what: "Latchkey: enforced, four quotas set, logged", value: ours, unit: "req/s" },
  baseline: { what: against, value: baseline, unit: "req/s" },
});

/** What enforcing and logging cost, beside forwarding alone. */
export const gatewayAgainstProxy: Figure = {
  name: "gateway-proxy",
  async measure(bed) {
    const compared = await compare(bed, (upstream) =>
      bed.server("baselines/undici-proxy.ts", upstream.origin),
    );
    return [rowOf("bare undici proxy", 0.7, compared)];
  },
};

/** The same beside a server in C that knows its keys from its configuration. */
export const gatewayAgainstNginx: Figure = {
  name: "gateway-nginx",
  async measure(bed) {
    const compared = await compare(bed, (upstream, key) => startNginx(bed, upstream.origin, [key]));
    return [rowOf("nginx", 0.45, compared)];
  },
};
