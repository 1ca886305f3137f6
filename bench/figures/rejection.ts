import { alternate } from "../alternate";
import type { Bed } from "../bed";
import type { Figure, Row } from "../figure";
import { makeKeys } from "../keys";
import { newSecret } from "@/lib/credentials/secret";

async function rejection(
  bed: Bed,
  { title, key, atLeast }: { title: string; key: string; atLeast: number },
): Promise<Row[]> {
  const database = await bed.database();
  await makeKeys(database, { count: 1, quotas: false });
  const latchkey = await bed.latchkey(database);
  const hello = await bed.hello();
  const url = `${latchkey.origin}/api/v1/echo`;
  const headers = { "X-API-Key": key };
  // Once before: an unknown key is asked of the database, and then remembered.
  await fetch(url, { headers });
  const { ours, baseline, ratio } = await alternate(
    bed.rounds,
    () => bed.rate({ url, headers }, "refused"),
    () => bed.rate({ url: hello.origin, headers }, "2xx"),
  );
  await latchkey.stop();
  return [
    {
      title,
      value: ratio,
      unit: "×",
      mustReach: { atLeast },
      ours: { what: "Latchkey", value: ours, unit: "req/s" },
      baseline: { what: "node:http hello", value: baseline, unit: "req/s" },
    },
  ];
}

/** Rejecting a key whose checksum is wrong, which needs nothing but the key. */
export const rejectMalformed: Figure = {
  name: "reject-malformed",
  measure: (bed) =>
    rejection(bed, {
      title: "rejection of a malformed key",
      key: newSecret("lk").slice(0, -1) + "!",
      atLeast: 0.6,
    }),
};

/** Rejecting a key that looks right and does not exist. */
export const rejectUnknown: Figure = {
  name: "reject-unknown",
  measure: (bed) =>
    rejection(bed, {
      title: "rejection of an unknown key",
      key: newSecret("lk"),
      atLeast: 0.5,
    }),
};
