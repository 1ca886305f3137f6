import { z } from "zod";
import type { Column, RowOf } from "./columns";
import { FIELD_END, LINE_END, unescaped } from "./copy-text";
import { HeadFormat } from "./head";

const COMMENT = "#";

/** Of files without such a line: all that were begun from 2026-11-24 (5ffb74f) to 2026-12-01. */
const UNNAMED_COLUMNS = [
  ...["id", "at", "account_id", "key_id", "method", "path", "status", "code", "duration_ms", "ip"],
  ...["credits", "counted", "user_agent", "checks", "leased"],
];

/** @param isHead it was the first line of a file: no row can have been in it */
export type OnUnreadable = (line: string, isHead: boolean) => void;
const ignore = () => {};

type AnyColumn = Column<string, unknown>;

/** Rows as lines, as a table of columns says. See docs/decisions/0025-columns-of-a-row.md. */
export class RowFormat<C extends AnyColumn> {
  /** The columns of a line in PostgreSQL. */
  readonly names: readonly string[];
  /** The first line of a file. */
  readonly head: string;
  private readonly heads: HeadFormat;
  private readonly writes: ReadonlyArray<(row: RowOf<C>) => string>;
  private readonly schema: z.ZodType<RowOf<C>>;
  private readonly parse: (line: string) => RowOf<C> | null;

  constructor(private readonly columns: readonly C[]) {
    this.names = columns.map(({ name }) => name);
    this.heads = new HeadFormat(columns);
    this.head = this.heads.text;
    this.writes = columns.map(({ write }) => write as (row: RowOf<C>) => string);
    const shape = Object.fromEntries(columns.map(({ field, schema }) => [field, schema]));
    // The type of a row is made of the same table.
    this.schema = z.object(shape) as unknown as z.ZodType<RowOf<C>>;
    this.parse = this.parserOf(this.names);
  }

  /**
   * A row as a line in the text format of PostgreSQL's COPY; the journal is written in it, too. A line that was cut
   * off anywhere lacks its last field.
   */
  lineOf(row: RowOf<C>): string {
    const { writes } = this;
    let line = writes[0]!(row);
    for (let i = 1; i < writes.length; i++) line += FIELD_END + writes[i]!(row);
    return line + LINE_END;
  }

  /** Reads a line without its end back; null for one that a crash left torn. */
  parseLine(line: string): RowOf<C> | null {
    return this.parse(line);
  }

  /** The rows of whole lines that this format has written. */
  rowsIn(lines: Buffer): Array<RowOf<C>> {
    return readLines(lines.toString("utf8"), this.parse, ignore);
  }

  /**
   * The rows of a file of a journal, whichever program has written it; a last one that a crash left torn is none.
   *
   * @param file is named where it cannot be read
   * @param onUnreadable told of whole lines that cannot be read: something has damaged them, or the first line, without
   *   which nobody knows what they say
   * @throws {UnknownJournal} when it has lines of a form that is not known here
   */
  rowsInFile(bytes: Buffer, file: string, onUnreadable: OnUnreadable = ignore): Array<RowOf<C>> {
    const all = bytes.toString("utf8");
    // Torn by a crash: no row was written whole yet.
    if (!all.includes(LINE_END)) return [];
    const head = this.heads.read(all, file);
    if (head.is === "unknown") {
      const parse = all.startsWith(COMMENT) ? () => null : this.parserOf(UNNAMED_COLUMNS);
      return readLines<RowOf<C>>(all, parse, onUnreadable);
    }
    const { line } = head;
    if (head.is !== "whole") onUnreadable(line, head.is === "damaged");
    const parse = head.is === "whole" ? this.parserOf(head.names) : this.parse;
    return readLines(all.slice(line.length + LINE_END.length), parse, onUnreadable);
  }

  /** @param names of the columns of a line, in its order; all others have what was before them */
  private parserOf(names: readonly string[]): (line: string) => RowOf<C> | null {
    const { columns, schema } = this;
    const places = columns.map(({ name }) => names.indexOf(name));
    return (line) => {
      const fields = line.split(FIELD_END);
      if (fields.length !== names.length) return null;
      const row: Record<string, unknown> = {};
      columns.forEach((each, i) => {
        const place = places[i]!;
        const value = place < 0 ? null : unescaped(fields[place]!);
        row[each.field] = place < 0 ? each.before : value === null ? null : each.read(value);
      });
      return schema.safeParse(row).data ?? null;
    };
  }
}

function readLines<Row>(
  text: string,
  parse: (line: string) => Row | null,
  onUnreadable: OnUnreadable,
): Row[] {
  const rows: Row[] = [];
  const lines = text.split(LINE_END);
  lines.forEach((line, i) => {
    if (line === "") return;
    const row = parse(line);
    if (row) rows.push(row);
    else if (i < lines.length - 1) onUnreadable(line, false);
  });
  return rows;
}
