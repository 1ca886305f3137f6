import { expect, test } from "vitest";
import { runAll, seedsOf } from "./seeds";

const SEEN_OFTEN = [
  ...(["admitted", "refused", "unavailable", "crashes", "edits", "edges", "probes"] as const),
  ...(["takeovers", "replayed"] as const),
];

test("no schedule admits one too many, loses what is left, or logs a request twice or never (even seeds)", async () => {
  const seeds = seedsOf("even");
  const { failures, sum } = await runAll(seeds);
  expect(failures).toEqual([]);
  if (seeds.length < 100) return;
  // That nothing went wrong is worth as much as what happened.
  const happened = (name: Parameters<typeof sum.get>[0]) => sum.get(name) ?? 0;
  for (const name of SEEN_OFTEN) expect(happened(name), name).toBeGreaterThan(seeds.length / 2);
  expect(happened("firstQuotas"), "firstQuotas").toBeGreaterThan(seeds.length / 5);
}, 300_000);
