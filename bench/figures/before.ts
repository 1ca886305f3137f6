import { compare, takeTurns, type Turns } from "../alternate";
import type { Bed } from "../bed";
import type { Edition } from "../edition";
import type { Figure } from "../figure";
import { makeKeys } from "../keys";
import { SERVICE_TOKEN } from "../latchkey-process";
import type { Load } from "../load/load";
import { type Both, ofBoth, versusRow } from "../versus";
import { FORWARDED } from "./gateway";
import { newSecret } from "@/lib/credentials/secret";

/** What one side is asked, without how much. */
type Asked = Omit<Load, "connections" | "seconds">;

interface Kind {
  title: string;
  atLeast: number;
  expected: "2xx" | "refused";
  ask(side: { origin: string; secret: string }): Asked;
}

const MALFORMED = newSecret("lk").slice(0, -1) + "!";
const UNKNOWN = newSecret("lk");
const withKey = (url: string, key: string): Asked => ({ url, headers: { "X-API-Key": key } });

const KINDS: readonly Kind[] = [
  {
    title: "route handler (echo)",
    atLeast: 1.1,
    expected: "2xx",
    ask: ({ origin, secret }) => withKey(`${origin}/api/v1/echo`, secret),
  },
  {
    title: "gateway",
    atLeast: 0.97,
    expected: "2xx",
    ask: ({ origin, secret }) => withKey(origin + FORWARDED, secret),
  },
  {
    title: "rejection of a malformed key",
    atLeast: 0.97,
    expected: "refused",
    ask: ({ origin }) => withKey(`${origin}/api/v1/echo`, MALFORMED),
  },
  {
    title: "rejection of an unknown key",
    atLeast: 0.97,
    expected: "refused",
    ask: ({ origin }) => withKey(`${origin}/api/v1/echo`, UNKNOWN),
  },
  {
    title: "POST /api/verify",
    atLeast: 0.97,
    expected: "2xx",
    ask: ({ origin, secret }) => ({
      url: `${origin}/api/verify`,
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${SERVICE_TOKEN}` },
      body: JSON.stringify({ key: secret }),
    }),
  },
];

async function serve(bed: Bed, edition: Edition) {
  const upstream = await bed.hello();
  const database = await bed.database(edition);
  const [key] = await makeKeys(database, { count: 1, quotas: true });
  const server = await bed.latchkey(database, { LATCHKEY_UPSTREAM: upstream.origin }, edition);
  return { ...server, secret: key!.secret };
}

type Side = Awaited<ReturnType<typeof serve>>;

/**
 * Two processes of the same code differ by some hundredths for as long as they live, which is more
 * than is left to lose here: both sides are started anew a few times.
 */
const SITTINGS = 3;
const ROUNDS = 5;
const SECONDS = 2;

/** So many rounds at most: a slow machine's compiler is done by then. */
const MOST_WARM_ROUNDS = 10;

/** Asks until a round is quicker than the one before by less than a tenth: the key is known, and the way compiled. */
async function warm(rate: () => Promise<number>): Promise<void> {
  let last = await rate();
  for (let round = 2; round <= MOST_WARM_ROUNDS; round++) {
    const next = await rate();
    if (next < last * 1.1 && round > 2) return;
    last = next;
  }
}

async function measureKind(bed: Bed, { expected, ask }: Kind, { now, before }: Both<Side>) {
  // What is needed for the first answer is loaded now, however long that takes.
  for (const side of [now, before]) {
    const { url, ...request } = ask(side);
    await (await fetch(url, request)).arrayBuffer();
  }
  const rateOf = (side: Side) => {
    const load = bed.isQuick ? ask(side) : { ...ask(side), seconds: SECONDS };
    return () => bed.rate(load, expected);
  };
  const [ours, theirs] = [rateOf(now), rateOf(before)];
  await warm(ours);
  await warm(theirs);
  return takeTurns(bed.isQuick ? bed.rounds : ROUNDS, ours, theirs);
}

/** Requests a second of each way in, in turns with the commit before the app had its own process. */
export const before: Figure = {
  name: "before",
  async measure(bed) {
    const found = KINDS.map((): Turns<number> => ({ ours: [], baseline: [] }));
    for (let sitting = 0; sitting < (bed.isQuick ? 1 : SITTINGS); sitting++) {
      const sides = await ofBoth(bed, (edition) => serve(bed, edition));
      for (const [n, kind] of KINDS.entries()) {
        const { ours, baseline } = await measureKind(bed, kind, sides);
        found[n]!.ours.push(...ours);
        found[n]!.baseline.push(...baseline);
      }
      await sides.now.stop();
      await sides.before.stop();
    }
    return KINDS.map(({ title, atLeast }, n) =>
      versusRow(
        bed,
        { title, unit: "req/s", mustReach: { atLeast } },
        compare(found[n]!.ours, found[n]!.baseline),
      ),
    );
  },
};
