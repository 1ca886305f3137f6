/** What was measured, and what it must stay under. */
export interface Goal {
  value: number;
  goal: number;
}

export interface Line {
  title: string;
  unit: string;
  middle: Goal;
  /** p95, or the worst; null where there is one value only. */
  upper: Goal | null;
  note: string;
}

const shown = ({ value, goal }: Goal, unit: string) =>
  `${value.toFixed(value < 10 ? 1 : 0)} ${unit}${value <= goal ? "" : ` (over ${goal})`}`;

/** A Markdown table that also reads well in a terminal. */
export function tableOf(lines: readonly Line[]): string {
  const head = ["what", "p50", "p95", ""];
  const rows = lines.map(({ title, unit, middle, upper, note }) => [
    title,
    shown(middle, unit),
    upper ? shown(upper, unit) : "",
    note,
  ]);
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]!.length)));
  const format = (cells: string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [format(head), format(widths.map((width) => "-".repeat(width))), ...rows.map(format)].join(
    "\n",
  );
}
