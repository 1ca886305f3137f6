import { z } from "zod";
import { COPY_COLUMNS } from "@/db/queries/copy-requests";
import { isRejection } from "@/lib/errors";

/** One request as it is journaled and logged. */
const Row = z.tuple([
  /** id: UUIDv7 */ z.string(),
  /** at: Unix milliseconds by the database's clock */ z.number(),
  /** accountId */ z.string(),
  /** keyId */ z.string(),
  /** method */ z.string(),
  /** path, without the query */ z.string(),
  /** status */ z.number(),
  /** code of an answer of ours, else null */ z.string().nullable(),
  /** durationMs */ z.number(),
  /** ip */ z.string().nullable(),
  /** credits */ z.number(),
  /** counted towards quotas: 0 or 1 */ z.number(),
  /** leased: 1 when it spent an admission of this instance's lease */ z.number(),
  /** rejected by enforcement: 0 or 1 */ z.number(),
  /** userAgent */ z.string().nullable(),
  /** checks: compact JSON */ z.string().nullable(),
]);
export type RequestRow = z.infer<typeof Row>;

const SPECIAL = /[\\\t\n\r\b\f\v]/g;
const HAS_SPECIAL = new RegExp(SPECIAL, "");
const ESCAPES: Record<string, string> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};
const ESCAPED = /\\(.)/g;
const UNESCAPES = new Map(Object.entries(ESCAPES).map(([char, text]) => [text, char]));
const NULL = "\\N";

function field(value: string | null): string {
  if (value === null) return NULL;
  // Hardly any has one, and asking is cheaper than replacing nothing.
  return HAS_SPECIAL.test(value) ? value.replace(SPECIAL, (char) => ESCAPES[char]!) : value;
}

function valueOf(text: string): string | null {
  return text === NULL ? null : text.replace(ESCAPED, (pair) => UNESCAPES.get(pair) ?? pair);
}

/** An instant of whole milliseconds as text: up to the point made once for all rows of one second. */
let lastSecond = NaN;
let lastText = "";
function isoOf(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = new Date(second * 1000).toISOString().slice(0, -"000Z".length);
  }
  const ms = atMs - second * 1000;
  return `${lastText}${ms < 100 ? (ms < 10 ? "00" : "0") : ""}${ms}Z`;
}

/**
 * A row as a line in the text format of PostgreSQL's COPY, columns as in COPY_COLUMNS; the journal
 * is written in it too. A line that was cut off anywhere lacks its last field.
 */
export function lineOf(row: RequestRow): string {
  const [id, atMs, accountId, keyId, method, path, status, code, durationMs, ip] = row;
  return `${id}\t${isoOf(atMs)}\t${accountId}\t${keyId}\t${field(method)}\t${field(path)}\t${status}\t${code ?? NULL}\t${durationMs}\t${ip ?? NULL}\t${row[10]}\t${row[11]}\t${field(row[14])}\t${field(row[15])}\t${row[12]}\n`;
}

/** Reads a line without its end back; null for one that a crash left torn. */
export function parseLine(line: string): RequestRow | null {
  const texts = line.split("\t");
  if (texts.length !== COPY_COLUMNS.length) return null;
  const values = texts.map(valueOf);
  const [id, at, accountId, keyId, method, path, status, code, durationMs, ip] = values;
  const [, , , , , , , , , , credits, counted, userAgent, checks, leased] = values;
  const parsed = Row.safeParse([
    ...[id, Date.parse(at ?? ""), accountId, keyId, method, path, numberOf(status), code],
    ...[numberOf(durationMs), ip, numberOf(credits), numberOf(counted), numberOf(leased)],
    ...[isRejection(code ?? null) ? 1 : 0, userAgent, checks],
  ]);
  return parsed.success ? parsed.data : null;
}

/** Not a number where there is none: an empty text would be 0. */
const numberOf = (text: string | null | undefined) => (text ? Number(text) : NaN);

/**
 * The rows of whole lines; a last one that a crash left torn is none.
 *
 * @param onUnreadable told of whole lines that are no rows: something has damaged them
 */
export const rowsIn = (lines: Buffer, onUnreadable: OnUnreadable = ignore): RequestRow[] =>
  readLines(lines, parseLine, onUnreadable);

/** As `rowsIn`, of lines of JSON. */
export const rowsInJson = (lines: Buffer, onUnreadable: OnUnreadable = ignore): RequestRow[] =>
  readLines(lines, parseJson, onUnreadable);

export type OnUnreadable = (line: string) => void;
const ignore = () => {};

function parseJson(line: string): RequestRow | null {
  try {
    return Row.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function readLines(
  lines: Buffer,
  parse: (line: string) => RequestRow | null,
  onUnreadable: OnUnreadable,
): RequestRow[] {
  const rows: RequestRow[] = [];
  const texts = lines.toString("utf8").split("\n");
  texts.forEach((line, i) => {
    if (line === "") return;
    const row = parse(line);
    if (row) rows.push(row);
    else if (i < texts.length - 1) onUnreadable(line);
  });
  return rows;
}
