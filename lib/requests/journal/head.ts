import { FIELD_END, LINE_END } from "./copy-text";
import { UnknownJournal } from "./unknown-journal";

/** Begins the first line of a file of a journal, which names the columns of all lines below it. */
const MARK = "#latchkey-rows-1";

/** Of whichever version. A column is named as in PostgreSQL. */
const ANY_HEAD = /^#latchkey-rows-\d+(\t[a-z][a-z0-9_]*)*$/;

/** Heads of two versions differ by more characters: columns come and stay. */
const MOST_DAMAGED = 2;

/** What the first line of a file says of those below it. */
export type Head =
  | { is: "whole"; names: string[]; line: string }
  /** Of this version, and damaged: nothing but a head was in this line. */
  | { is: "damaged"; line: string }
  /** Of this version, and damaged at its end, too: a row may be in this line as well. */
  | { is: "run on"; line: string }
  /** There is none, or nobody can say any more which columns it named. */
  | { is: "unknown" };

/** Heads as a table of columns says; see docs/decisions/0025-columns-of-a-row.md. */
export class HeadFormat {
  /** The first line of a file, with its end. */
  readonly text: string;
  private readonly own: string;

  /** @param columns "before": what rows have that came before this column */
  constructor(private readonly columns: ReadonlyArray<{ name: string; before?: unknown }>) {
    this.own = [MARK, ...columns.map(({ name }) => name)].join(FIELD_END);
    this.text = this.own + LINE_END;
  }

  /**
   * Reads the first line of a file, which has at least one that is whole.
   * @param file is named where another version has written it
   * @throws {UnknownJournal} when it is whole, and of a form that is not known here
   */
  read(text: string, file: string): Head {
    const { own } = this;
    const line = lineAt(text, 0);
    const isWhole = ANY_HEAD.test(line);
    const isOfOtherMark = isWhole && line.split(FIELD_END)[0] !== MARK;
    if (line !== own && !isOfOtherMark && this.isOwnDamaged(text)) {
      const damaged = lineAt(text, own.length);
      if (damaged.length === own.length) return { is: "damaged", line: damaged };
      // Else it is of a newer version, which has columns more.
      if (!isWhole || line.length < own.length) return { is: "run on", line: damaged };
    }
    if (!isWhole) return { is: "unknown" };
    return { is: "whole", names: this.namesIn(line, file), line };
  }

  /** Whether it begins with our own first line, but for a few characters; they may be ends of lines. */
  private isOwnDamaged(text: string): boolean {
    const { own } = this;
    if (text.length < own.length) return false;
    let differing = 0;
    for (let i = 0; i < own.length && differing <= MOST_DAMAGED; i++) {
      if (text[i] !== own[i]) differing++;
    }
    return differing <= MOST_DAMAGED;
  }

  private namesIn(line: string, file: string): string[] {
    const [mark, ...names] = line.split(FIELD_END);
    if (mark !== MARK) throw new UnknownJournal(file, "its first line is not known");
    const known = new Set(this.columns.map(({ name }) => name));
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
}

/** What stands before the first end of a line that comes at `from` or later. */
function lineAt(text: string, from: number): string {
  const end = text.indexOf(LINE_END, from);
  return end < 0 ? text : text.slice(0, end);
}
