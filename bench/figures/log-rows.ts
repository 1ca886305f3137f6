import path from "node:path";
import { execa } from "execa";
import { ROWS } from "@/lib/requests/journal/row";
import { alternate } from "../alternate";
import { WORKING_TREE } from "../edition";
import { type Figure, NotHere } from "../figure";
import { findProgram } from "../find-program";
import { makeKeys } from "../keys";
import { measureInChild } from "../measured";

/**
 * Rows through the journal into PostgreSQL, with the counters that change with them. The baseline
 * is what PostgreSQL takes at most: the same rows into the same table, from a file, no counters.
 */
export const logRows: Figure = {
  name: "log-rows",
  async measure(bed) {
    const psql = await findProgram("psql");
    if (!psql) throw new NotHere("psql is not installed: apt-get install postgresql-client");
    const rows = bed.isQuick ? 60_000 : 200_000;
    const database = await bed.database(WORKING_TREE);
    await makeKeys(database, { count: 200, quotas: true });
    const file = path.join(bed.dir, "rows.copy");

    const ours = async () => {
      const { rowsPerSecond } = await measureInChild<{ rowsPerSecond: number }>(
        "figures/log-rows-loop.ts",
        database,
        String(rows),
      );
      return rowsPerSecond;
    };
    const copy = async () => {
      await execa(process.execPath, [
        ...["--import", "tsx", "bench/figures/log-rows-loop.ts"],
        ...[database, String(rows), file],
      ]);
      const startedAt = performance.now();
      await execa(psql, [
        "--no-psqlrc",
        "-q",
        "-d",
        database,
        "-c",
        `\\copy request_logs (${ROWS.names.join(", ")}) from '${file}'`,
      ]);
      return rows / ((performance.now() - startedAt) / 1000);
    };
    const compared = await alternate(bed.rounds, ours, copy);
    return [
      {
        title: "log rows from journal to PostgreSQL",
        value: compared.ours,
        unit: "rows/s",
        mustReach: { atLeast: 20_000 },
        ours: { what: "Latchkey", value: compared.ratio, unit: "of COPY" },
        baseline: { what: "COPY by psql", value: compared.baseline, unit: "rows/s" },
        note: "200 keys with four quotas each; counters and leases change in the same transactions",
      },
    ];
  },
};
