import { alternate } from "../alternate";
import { Client } from "../ask";
import type { Bed } from "../bed";
import { drained } from "../drained";
import type { Figure, Row } from "../figure";
import { makeKeys } from "../keys";
import { FORWARDED } from "./gateway";

const IN_USE = 10_000;
const IN_DATABASE = 1_000_000;
const FEW = 10;

/** By then as many rows go into the database as come: some wait for a few seconds. */
const WARM_UP_SECONDS = 6;

interface Kind {
  title: string;
  quotas: boolean;
  atLeast: number | null;
}

async function measureKind(bed: Bed, { title, quotas, atLeast }: Kind): Promise<Row> {
  const upstream = await bed.hello();
  const serve = async (name: string, count: number, others: number) => {
    const database = await bed.database();
    const keys = await makeKeys(database, { count, quotas, others });
    const secrets = keys.map((key) => key.secret);
    const keysFile = await bed.file(`${name}.keys`, secrets.join("\n") + "\n");
    const server = await bed.latchkey(database, { LATCHKEY_UPSTREAM: upstream.origin });
    const client = new Client(server.origin, 16);
    await client.touchEach(FORWARDED, secrets, 16);
    await client.close();
    const load = { url: server.origin + FORWARDED, keysFile };
    // None of the work of one side may be left for the other's turn.
    const rate = async () => {
      await bed.rate({ ...load, seconds: WARM_UP_SECONDS }, "2xx");
      const measured = await bed.rate(load, "2xx");
      await drained(server);
      return measured;
    };
    await rate();
    return { rate, stop: server.stop };
  };
  const many = await serve("many", IN_USE, IN_DATABASE - IN_USE);
  const few = await serve("few", FEW, 0);
  const { ours, baseline, ratio } = await alternate(bed.rounds, many.rate, few.rate);
  await many.stop();
  await few.stop();
  return {
    title,
    value: ratio,
    unit: "×",
    mustReach: atLeast === null ? null : { atLeast },
    ours: { what: "1,000,000 keys, 10,000 in use", value: ours, unit: "req/s" },
    baseline: { what: "10 keys", value: baseline, unit: "req/s" },
  };
}

/** Whether the gateway minds how many keys there are, and how many of them are busy. */
export const millionKeys: Figure = {
  name: "million-keys",
  slow: true,
  async measure(bed) {
    const plain = await measureKind(bed, {
      title: "gateway, 1,000,000 keys without quotas",
      quotas: false,
      atLeast: 0.9,
    });
    const capped = await measureKind(bed, {
      title: "gateway, 1,000,000 keys with four quotas",
      quotas: true,
      atLeast: 0.9,
    });
    return [plain, capped];
  },
};
