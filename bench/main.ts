import { parseArgs } from "node:util";
import { Bed } from "./bed";
import { editionOf } from "./edition";
import { admit } from "./figures/admit";
import { before } from "./figures/before";
import { dashboardPages } from "./figures/dashboard-pages";
import { exactness } from "./exactness";
import { type Figure, isMet, NotHere } from "./figure";
import { gatewayAgainstNginx, gatewayAgainstProxy } from "./figures/gateway";
import { isolation } from "./figures/isolation";
import { logRows } from "./figures/log-rows";
import { memory } from "./figures/memory";
import { millionKeys } from "./figures/million-keys";
import { rejectMalformed, rejectUnknown } from "./figures/rejection";
import { peerFastify } from "./figures/peer-fastify";
import { routeHandler } from "./figures/route-handler";
import { start } from "./figures/start";
import { verify } from "./figures/verify";
import { describeMachine, loadNow } from "./machine";
import { propagation } from "./propagation";
import { type Report, writeReport } from "./report";

const FIGURES: readonly Figure[] = [
  before,
  start,
  dashboardPages,
  isolation,
  rejectMalformed,
  rejectUnknown,
  gatewayAgainstProxy,
  gatewayAgainstNginx,
  peerFastify,
  routeHandler,
  verify,
  admit,
  logRows,
  propagation,
  exactness,
  memory,
  millionKeys,
];

const USAGE = `npm run bench -- [--quick] [--only name[,name…]] [--now commit]
names: ${FIGURES.map((figure) => figure.name).join(", ")}
--now: what is measured; without it, the files as they lie here`;

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    now: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const only = new Set(options.only.flatMap((names) => names.split(",")));
const unknown = [...only].filter((name) => !FIGURES.some((figure) => figure.name === name));
if (options.help || unknown.length > 0) {
  console.error(unknown.length > 0 ? `no such figure: ${unknown.join(", ")}\n${USAGE}` : USAGE);
  process.exit(options.help ? 0 : 2);
}

const say = (line: string) => console.error(line);
const now = editionOf(options.now ?? null);
const bed = await Bed.make({ quick: options.quick, say, now });
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void bed.clear().finally(() => process.exit(130)));
}

const report: Report = {
  startedAt: new Date().toISOString(),
  endedAt: "",
  quick: options.quick,
  now: now.name,
  loadGenerator: bed.load.name,
  machine: await describeMachine(),
  loadBefore: loadNow(),
  loadAfter: [],
  rows: [],
  skipped: [],
  failed: [],
};
try {
  for (const figure of FIGURES) {
    if (only.size > 0 ? !only.has(figure.name) : options.quick && figure.slow) continue;
    say(`${figure.name} …`);
    try {
      report.rows.push(...(await figure.measure(bed)));
    } catch (error) {
      const reason = `${figure.name}: ${error instanceof Error ? error.message : String(error)}`;
      (error instanceof NotHere ? report.skipped : report.failed).push(reason);
    }
  }
} finally {
  await bed.clear();
}
report.loadAfter = loadNow();
report.endedAt = new Date().toISOString();
console.log(`\nAll figures are also in ${await writeReport(report)}`);
process.exitCode =
  report.failed.length > 0 || report.rows.some((row) => isMet(row) === false) ? 1 : 0;
