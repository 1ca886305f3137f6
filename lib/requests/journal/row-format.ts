import { z } from "zod";
import type { Column, RowOf } from "./columns";
import { FIELD_END, LINE_END, unescaped } from "./copy-text";
import { UnknownJournal } from "./unknown-journal";

/** Begins the first line of a file of a journal, which names the columns of all lines below it. */
const MARK = "#latchkey-rows-1";
const COMMENT = "#";

/** Of files without such a line: all that were begun from 2026-11-24 (5ffb74f) to 2026-12-01. */
const UNNAMED_COLUMNS = [
  ...["id", "at", "account_id", "key_id", "method", "path", "status", "code", "duration_ms", "ip"],
  ...["credits", "counted", "user_agent", "checks", "leased"],
];

export type OnUnreadable = (line: string) => void;
const ignore = () => {};

type AnyColumn = Column<string, unknown>;

/** Rows as lines, as a table of columns says. See docs/decisions/0025-columns-of-a-row.md. */
export class RowFormat<C extends AnyColumn> {
  /** The columns of a line in PostgreSQL. */
  readonly names: readonly string[];
  /** The first line of a file. */
  readonly head: string;
  private readonly writes: ReadonlyArray<(row: RowOf<C>) => string>;
  private readonly schema: z.ZodType<RowOf<C>>;
  private readonly parse: (line: string) => RowOf<C> | null;

  constructor(private readonly columns: readonly C[]) {
    this.names = columns.map(({ name }) => name);
    this.head = [MARK, ...this.names].join(FIELD_END) + LINE_END;
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
   * @param onUnreadable told of whole lines that are no rows: something has damaged them
   * @throws {UnknownJournal} when it has lines of a form that is not known here
   */
  rowsInFile(bytes: Buffer, file: string, onUnreadable: OnUnreadable = ignore): Array<RowOf<C>> {
    const all = bytes.toString("utf8");
    if (!all.startsWith(COMMENT)) {
      return readLines(all, this.parserOf(UNNAMED_COLUMNS), onUnreadable);
    }
    const end = all.indexOf(LINE_END);
    // Torn by a crash: no row was written yet.
    if (end < 0) return [];
    const names = this.namesIn(all.slice(0, end), file);
    return readLines(all.slice(end + 1), this.parserOf(names), onUnreadable);
  }

  private namesIn(head: string, file: string): string[] {
    const [mark, ...names] = head.split(FIELD_END);
    if (mark !== MARK) throw new UnknownJournal(file, "its first line is not known");
    const known = new Set(this.names);
    const unknown = names.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new UnknownJournal(file, `columns that are not known here: ${unknown.join(", ")}`);
    }
    const lacking = this.columns.filter(
      (each) => !names.includes(each.name) && !("before" in each),
    );
    if (lacking.length > 0 || new Set(names).size < names.length) {
      const lacks = lacking.map(({ name }) => name).join(", ");
      throw new UnknownJournal(file, lacks ? `it lacks columns: ${lacks}` : "a column comes twice");
    }
    return names;
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
    else if (i < lines.length - 1) onUnreadable(line);
  });
  return rows;
}
