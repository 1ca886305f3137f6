import { once } from "node:events";
import type { Command } from "commander";
import { printable, printableJson } from "@/lib/text/printable";

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

interface ListOptions {
  /** What people see; JSON has all fields. */
  columns: readonly string[];
  /** Said where there is nothing; null: nothing is said then. */
  empty: string | null;
}

/** A list: a JSON object a line, or a table. */
export function printList(
  command: Command,
  rows: readonly Row[],
  options: ListOptions,
): Promise<void> {
  return printPages(command, [rows], options);
}

/**
 * A list that comes in pages, each of which is written before the next is asked for: it takes no more memory however
 * long it is. A table is as wide as its first page.
 */
export async function printPages(
  command: Command,
  pages: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  { columns, empty }: ListOptions,
): Promise<void> {
  const isJson = wantsJson(command);
  let widths: number[] | null = null;
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    if (isJson) {
      await write(rows.map((row) => printableJson(row)));
      continue;
    }
    const table = rows.map((row) => columns.map((column) => show((row as Fields)[column])));
    if (widths === null) {
      table.unshift(columns.map(heading));
      widths = columns.map((_, i) => Math.max(...table.map((line) => line[i]!.length)));
    }
    const padTo = widths;
    await write(
      table.map((line) =>
        line
          .map((cell, i) => cell.padEnd(padTo[i]!))
          .join("  ")
          .trimEnd(),
      ),
    );
  }
  if (widths === null && !isJson && empty !== null) await write([empty]);
}

/** Waits while whoever reads it is slow. */
export async function write(lines: readonly string[]): Promise<void> {
  if (!process.stdout.write(`${lines.join("\n")}\n`)) await once(process.stdout, "drain");
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
