import { compare } from "../alternate";
import type { Bed, Served } from "../bed";
import { type Page, pagesOf, timePage } from "../dashboard/pages";
import type { Figure } from "../figure";
import { seededSides } from "../seeded-sides";
import { signIn } from "../sign-in";
import { quantile } from "../statistics";
import { type Both, ofBoth, versusRow } from "../versus";

const SAMPLES = 5;
const WARM_UP = 3;

/** A server of the seeded account, and its owner's session. */
type Visited = Served & { cookie: string };

/** p50 of one page on both sides, in milliseconds; each request has its neighbour. */
async function measurePage(page: Page, { now, before }: Both<Visited>): Promise<Both<number>> {
  const tookMs: Both<number[]> = { now: [], before: [] };
  for (let i = 0; i < SAMPLES; i++) {
    tookMs.now.push((await timePage(now.origin, page, now.cookie)).tookMs);
    tookMs.before.push((await timePage(before.origin, page, before.cookie)).tookMs);
  }
  return { now: quantile(tookMs.now, 0.5), before: quantile(tookMs.before, 0.5) };
}

/** Of ratios and of what they are made of alike: the mean of a ratio is the ratio of the means. */
const geometricMean = (values: readonly number[]) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

async function visit(bed: Bed): Promise<Both<Visited>> {
  const sides = await seededSides(bed);
  return ofBoth(bed, async (edition, side) => {
    const { databaseUrl, seeded } = sides[side];
    const server = await bed.latchkey(databaseUrl, {}, edition);
    return { ...server, cookie: await signIn(server, seeded) };
  });
}

/** How long the pages of the dashboard take, on an account of 2,000 keys and a million log rows. */
export const dashboardPages: Figure = {
  name: "dashboard-pages",
  slow: true,
  async measure(bed) {
    const { now, before } = await visit(bed);
    const { seeded } = (await seededSides(bed)).now;
    const pages = pagesOf(seeded);
    for (const { origin, cookie } of [now, before]) {
      for (const page of pages) {
        for (let i = 0; i < WARM_UP; i++) await timePage(origin, page, cookie);
      }
    }
    const rounds: Both<number>[][] = [];
    for (let round = 0; round < bed.rounds; round++) {
      const times = [];
      for (const page of pages) times.push(await measurePage(page, { now, before }));
      rounds.push(times);
    }
    await now.stop();
    await before.stop();

    const meansOf = (side: keyof Both<number>) =>
      rounds.map((times) => geometricMean(times.map((time) => time[side])));
    const ofPages = pages.map((page, n) => ({
      page,
      compared: compare(
        rounds.map((times) => times[n]!.now),
        rounds.map((times) => times[n]!.before),
      ),
    }));
    const [worst] = ofPages.toSorted((a, b) => b.compared.ratio.median - a.compared.ratio.median);
    return [
      versusRow(
        bed,
        {
          title: "dashboard pages, p50",
          unit: "ms",
          mustReach: { atMost: 1.1 },
          note: `geometric mean of ${pages.length} pages, ${seeded.keys} keys, ${seeded.requests} log rows`,
        },
        compare(meansOf("now"), meansOf("before")),
      ),
      versusRow(
        bed,
        {
          title: "the page that lost most, p50",
          unit: "ms",
          mustReach: null,
          note: worst!.page.title,
        },
        worst!.compared,
      ),
    ];
  },
};
