import type { Command } from "commander";
import { printable, printableJson } from "@/lib/printable";

type Value = string | number | boolean | null | undefined | Date | Value[] | Fields;
interface Fields {
  [name: string]: Value;
}
/** Anything that a verb's view may be; dates and nested objects are shown as they read best. */
export type Row = object;

const wantsJson = (command: Command): boolean => command.optsWithGlobals().json === true;

/** One thing: a JSON value, or a line a field. */
export function printOne(command: Command, row: Row): void {
  if (wantsJson(command)) {
    console.log(printableJson(row));
    return;
  }
  const fields = Object.entries(row);
  const width = Math.max(...fields.map(([name]) => name.length));
  for (const [name, value] of fields) console.log(`${name.padEnd(width)}  ${show(value)}`);
}

/** A list: a JSON object a line, or a table; `columns` chooses what people see. */
export function printList(
  command: Command,
  rows: readonly Row[],
  { columns, empty }: { columns: readonly string[]; empty: string },
): void {
  if (wantsJson(command)) {
    for (const row of rows) console.log(printableJson(row));
    return;
  }
  if (rows.length === 0) {
    console.log(empty);
    return;
  }
  const cells = rows.map((row) => columns.map((column) => show((row as Fields)[column])));
  const table = [columns.map(heading), ...cells];
  const widths = columns.map((_, i) => Math.max(...table.map((line) => line[i]!.length)));
  for (const line of table) {
    console.log(
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join("  ")
        .trimEnd(),
    );
  }
}

/** lastUsedAt -> LAST USED AT */
const heading = (column: string) => column.replaceAll(/[A-Z]/g, " $&").toUpperCase();

function show(value: Value): string {
  if (value === null || value === undefined) return "–";
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(show).join(", ") || "none";
  if (typeof value === "object") {
    const set = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
    return set.map(([name, inner]) => `${name} ${show(inner)}`).join(", ") || "–";
  }
  // It goes to a terminal, and callers chose some of it.
  return printable(String(value));
}
