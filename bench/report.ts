import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Bound, isMet, isWithin, type Row } from "./figure";
import type { Machine } from "./machine";
import type { Summary } from "./statistics";

const RESULTS = fileURLToPath(new URL("results", import.meta.url));

export interface Report {
  startedAt: string;
  endedAt: string;
  quick: boolean;
  /** The edition that was measured. */
  now: string;
  loadGenerator: string;
  machine: Machine;
  /** Load averages over 1, 5 and 15 minutes, before and after. */
  loadBefore: number[];
  loadAfter: number[];
  rows: Row[];
  /** What could not be measured, and why: one line each. */
  skipped: string[];
  failed: string[];
}

const amount = (value: number): string => {
  if (Number.isNaN(value)) return "not told";
  const size = Math.abs(value);
  if (size >= 1_000) return Math.round(value).toLocaleString("en");
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
};

const withUnit = (value: string, unit: string) => (unit === "" ? value : `${value} ${unit}`);
const median = ({ median }: Summary, unit: string) =>
  withUnit(amount(median), Number.isNaN(median) ? "" : unit);
const spread = ({ min, max, rounds }: Summary) =>
  rounds > 1 && !Number.isNaN(min) ? `${amount(min)} to ${amount(max)}` : "";

const bound = (value: Bound, unit: string) =>
  "atLeast" in value
    ? withUnit(`≥ ${amount(value.atLeast)}`, unit)
    : withUnit(`≤ ${amount(value.atMost)}`, unit);

function target({ mustReach, aim, unit }: Row): string {
  const bar = mustReach === null ? [] : [bound(mustReach, unit)];
  return [...bar, ...(aim ? [`aim ${bound(aim, unit)}`] : [])].join(", ");
}

/** Only what is missed of a bar is shouted. */
function verdict(row: Row): string {
  const met = isMet(row);
  if (met === false) return "NO";
  const isShort = row.aim !== undefined && !isWithin(row.value.median, row.aim);
  if (met === null) return row.aim === undefined ? "" : isShort ? "not the aim" : "aim";
  return isShort ? "yes, not the aim" : "yes";
}

/** A Markdown table, padded so that it also reads well in a terminal. */
export function tableOf(rows: readonly Row[]): string {
  const head = ["figure", "measured", "spread", "must reach", "met", "ours", "baseline"];
  const lines = rows.map((row) => [
    row.title,
    median(row.value, row.unit),
    spread(row.value),
    target(row),
    verdict(row),
    row.ours ? `${median(row.ours.value, row.ours.unit)}` : "",
    row.baseline ? `${row.baseline.what}: ${median(row.baseline.value, row.baseline.unit)}` : "",
  ]);
  const widths = head.map((name, i) => Math.max(name.length, ...lines.map((l) => l[i]!.length)));
  const format = (cells: string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [
    format(head),
    format(widths.map((width) => "-".repeat(width))),
    ...lines.map(format),
  ].join("\n");
}

/** Prints a report, and keeps it as JSON. @returns the file */
export async function writeReport(report: Report): Promise<string> {
  const { machine } = report;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  console.log(`\n${tableOf(report.rows)}\n`);
  for (const { title, note } of report.rows) if (note) console.log(`${title}: ${note}`);
  for (const line of report.skipped) console.log(`left out: ${line}`);
  for (const line of report.failed) console.log(`failed: ${line}`);
  console.log(
    `\n${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}\n` +
      `${versions.join(", ")}; load by ${report.loadGenerator}\n` +
      `load average ${report.loadBefore.join(" ")} before, ${report.loadAfter.join(" ")} after\n` +
      "Each side of a ratio in turns with the other; the figure is the median of the ratios of neighbours.",
  );
  await mkdir(RESULTS, { recursive: true });
  const file = path.join(RESULTS, `${report.startedAt.replaceAll(":", "-")}.json`);
  await writeFile(file, JSON.stringify(report, null, 2) + "\n");
  return file;
}
