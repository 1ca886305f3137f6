import { stringify } from "csv-stringify/sync";
import type { Queryable } from "@/db/queryable";
import { printable, printableJson } from "@/lib/text/printable";
import type { LogEntry, LogFilter } from "../schema";
import { type LogPage, searchRequests } from "./search";
import { takeTurns } from "../writing/turns";
import { databaseNow } from "@/lib/time/database-time";

export const EXPORT_FORMATS = ["csv", "ndjson"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Rows that are in memory at once: enough that asking for them is not what takes the time. */
const BATCH_ROWS = 1_000;
/** Nobody watches each page of an export: longer looks, fewer of them. */
const PATIENCE = { rows: 50_000, budgetMs: 1_000 };
/** So many exports may ask the database at one time; pages and sign-ins need its pool as well. */
const inTurn = takeTurns(2);

interface Export {
  db: Queryable;
  accountId: string;
  filter: LogFilter;
  format: ExportFormat;
}

/**
 * Everything that a filter finds, newest first, in pieces of UTF-8 text. Only as much is read as
 * is asked for, so a slow reader costs waiting and no memory; `return()` ends it. Rows that arrive
 * meanwhile are not in it.
 *
 * @throws when the log cannot be read to its end: a file that breaks off must not look whole
 */
export async function* exportRequests({
  db,
  accountId,
  filter,
  format,
}: Export): AsyncGenerator<Uint8Array, void> {
  const utf8 = new TextEncoder();
  const nowMs = databaseNow();
  if (format === "csv") yield utf8.encode(csvLine(CSV_COLUMNS.map(([name]) => name)));
  let cursor: string | null = null;
  do {
    const search = { db, accountId, filter, limit: BATCH_ROWS, patience: PATIENCE, nowMs };
    const page: LogPage = await inTurn(() => searchRequests({ ...search, cursor }));
    if (page.problem === "took_too_long") throw new Error("the export's search took too long");
    if (page.entries.length > 0) yield utf8.encode(textOf(page.entries, format));
    cursor = page.next;
  } while (cursor !== null);
}

/** What a row has in the CSV file. Times are ISO 8601 in UTC, durations milliseconds. */
const CSV_COLUMNS: Array<[name: string, value: (entry: LogEntry) => string | number | null]> = [
  ["time", (entry) => entry.at],
  ["request_id", (entry) => entry.requestId],
  ["key", (entry) => entry.key],
  ["key_id", (entry) => entry.keyId],
  ["category", (entry) => entry.category],
  ["method", (entry) => entry.method],
  ["path", (entry) => entry.path],
  ["status", (entry) => entry.status],
  ["code", (entry) => entry.code],
  ["duration_ms", (entry) => entry.durationMs],
  ["ip", (entry) => entry.ip],
  ["credits", (entry) => entry.credits],
  ["counted", (entry) => String(entry.counted)],
  ["user_agent", (entry) => entry.userAgent],
];

/** RFC 4180; what a spreadsheet would run as a formula is made text with an apostrophe. */
export const CSV = { escape_formulas: true, record_delimiter: "\r\n" } as const;

/**
 * Spreadsheets of many countries cut cells at semicolons, whatever the quotes say: what would begin as a
 * formula there is made text as well. Tabs, line ends and marks of direction are escaped.
 */
export function inOneCell<T extends string | number | null>(value: T): T | string {
  return typeof value === "string" ? printable(value).replace(/(;\s*)(?=[=+\-@])/g, "$1'") : value;
}

const csvLine = (fields: string[]) => stringify([fields], CSV);

function textOf(entries: readonly LogEntry[], format: ExportFormat): string {
  if (format === "ndjson") return entries.map((entry) => `${printableJson(entry)}\n`).join("");
  return stringify(
    entries.map((entry) => CSV_COLUMNS.map(([, value]) => inOneCell(value(entry)))),
    CSV,
  );
}

/** `latchkey-requests-2026-11-24T14-02-11Z.csv`: names that sort, and that every system takes. */
export function exportFileName(format: ExportFormat, at: Date, what = "requests"): string {
  const moment = `${at.toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
  return `latchkey-${what}-${moment}.${format}`;
}
