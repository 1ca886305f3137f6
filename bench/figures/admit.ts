import { WORKING_TREE } from "../edition";
import type { Figure, Row } from "../figure";
import { makeKeys } from "../keys";
import { measureInChild } from "../measured";
import { summarise } from "../statistics";

interface Loop {
  admit: { p50: number; p99: number };
  record: { p50: number; p99: number };
  refused: number;
}

/** The decision alone (of the working tree, whatever is measured otherwise), for a key that is in memory and has all four quotas set. */
export const admit: Figure = {
  name: "admit",
  async measure(bed) {
    const database = await bed.database(WORKING_TREE);
    const [key] = await makeKeys(database, { count: 1, quotas: true });
    const times = bed.isQuick ? 30_000 : 100_000;
    const loops: Loop[] = [];
    for (let round = 0; round < bed.rounds; round++) {
      const loop = await measureInChild<Loop>(
        "figures/admit-loop.ts",
        database,
        key!.hash,
        String(times),
      );
      if (loop.refused > 0) throw new Error(`${loop.refused} admissions were refused`);
      loops.push(loop);
    }
    const row = (title: string, read: (loop: Loop) => number, atMost: number | null): Row => ({
      title,
      value: summarise(loops.map(read)),
      unit: "µs",
      mustReach: atMost === null ? null : { atMost },
    });
    return [
      row("admit of a warm key, p50", ({ admit }) => admit.p50, 20),
      row("admit of a warm key, p99", ({ admit }) => admit.p99, 100),
      row("journal append, p50", ({ record }) => record.p50, null),
      row("journal append, p99", ({ record }) => record.p99, null),
    ];
  },
};
