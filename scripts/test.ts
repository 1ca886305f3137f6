import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import type { z } from "zod";
import { installNode } from "./other-nodes";
import { PlaywrightReport, type TestReport, VitestReport } from "./test-report";
import { ensureTools } from "./test-tools";

/*
 * `npm test`: unit tests, integration tests on a real PostgreSQL, the production server's processes
 * killed and stopped, and the browser flows against it. Everything runs, whatever fails before it. The
 * failures are told again at the end, and the last line sums all up. `--node 24` (as often as one likes, also
 * `latest`) runs a part of it on that Node.js as well.
 */

const { node: nodes } = parseArgs({
  options: { node: { type: "string", multiple: true, default: [] } },
}).values;
const reports = await mkdtemp(path.join(os.tmpdir(), "latchkey-reports-"));

/** Which part took how long. */
const took: string[] = [];

/** Runs one part of the suite with its output as it comes, and counts what its report says. */
async function runPart(
  name: string,
  command: string[],
  schema: z.ZodType<TestReport>,
  env: Record<string, string>,
): Promise<TestReport> {
  console.log(`\n── ${name} ${"─".repeat(Math.max(0, 60 - name.length))}\n`);
  const beganMs = performance.now();
  const [program = "", ...args] = command;
  const { exitCode } = await execa(program, args, {
    preferLocal: true,
    reject: false,
    stdio: ["ignore", "inherit", "inherit"],
    env,
  });
  took.push(`${name} ${Math.round((performance.now() - beganMs) / 1000)} s`);
  const report = await readFile(path.join(reports, `${name}.json`), "utf8").then(
    (text) => schema.parse(JSON.parse(text)),
    () => failedWhole(`${name}: no report`),
  );
  if (exitCode === 0 || report.failed > 0) return report;
  return { ...report, failed: 1, failures: [`${name}: ended with ${exitCode}`] };
}

const failedWhole = (why: string): TestReport => ({
  passed: 0,
  failed: 1,
  failures: [why],
  files: [],
});

const vitest = (project: string, { name = project, by = ["vitest"], more = [] as string[] } = {}) =>
  runPart(
    name,
    [
      ...by,
      "run",
      `--project=${project}`,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${path.join(reports, `${name}.json`)}`,
      ...more,
    ],
    VitestReport,
    {},
  );

/**
 * What is tested on another Node.js: a request to the server that is built here, and on the last one that is named the
 * unit tests. What passes on the oldest and on the newest passes between them.
 */
async function otherNode(version: string): Promise<TestReport[]> {
  const node = await installNode(version);
  if (node === null) return [failedWhole(`Node.js ${version} cannot be installed`)];
  const by = [node, path.join("node_modules", "vitest", "vitest.mjs")];
  const request = await vitest("processes", {
    name: `a request on Node.js ${version}`,
    by,
    more: ["test/processes/one-request.test.ts"],
  });
  if (version !== nodes.at(-1)) return [request];
  // Not the simulation: it takes half of the time, and is the same arithmetic everywhere.
  return [request, await vitest("unit", { name: `unit on Node.js ${version}`, by })];
}

const browser = () =>
  runPart("browser", ["playwright", "test", "--reporter=list,json"], PlaywrightReport, {
    PLAYWRIGHT_JSON_OUTPUT_NAME: path.join(reports, "browser.json"),
  });

const missing = await ensureTools(console.log);
const all = [
  await vitest("unit", { more: ["--project=simulation"] }),
  await vitest("integration"),
  await vitest("processes"),
  await browser(),
];
for (const version of nodes) all.push(...(await otherNode(version)));
await rm(reports, { recursive: true, force: true });

const total = (of: "passed" | "failed") => all.reduce((sum, report) => sum + report[of], 0);
console.log();
for (const failure of all.flatMap(({ failures }) => failures)) console.log(`FAILED ${failure}\n`);
for (const line of missing) console.log(line);
const slowest = all.flatMap(({ files }) => files).sort((a, b) => b.tookMs - a.tookMs);
const told = slowest
  .slice(0, 12)
  .map(({ name, tookMs }) => `${name} ${Math.round(tookMs / 1000)} s`);
console.log(`The parts: ${took.join(", ")}\nThe slowest files: ${told.join(", ")}`);
console.log(`${total("passed")} passed, ${total("failed")} failed`);
process.exit(total("failed") === 0 ? 0 : 1);
