import { z } from "zod";
import { escaped, instantText, NULL, thousandthsText } from "./copy-text";

/** What a field of a line may be read back as. */
interface Kind<T> {
  /** Of a field that is not null. What comes of it may be wrong: the schema says so. */
  read(text: string): unknown;
  schema: z.ZodType<T>;
}

export interface Column<Field extends string, T> extends Kind<T> {
  /** In PostgreSQL, and in the first line of a journal's file. */
  name: string;
  /** In a row. */
  field: Field;
  /** The field of a line, in COPY's text format. */
  write(row: Record<Field, T>): string;
  /** What rows have that were journaled by a program which did not have this column. */
  before?: T;
}

/** A row with a field for each of these columns. */
export type RowOf<C extends Column<string, unknown>> = {
  [Each in C as Each["field"]]: z.infer<Each["schema"]>;
};

/**
 * One line of the table.
 *
 * @param write says the row's field by its name: to have it looked up would make a line take a fifth longer
 * @param before for a column that comes new: see Column
 */
export const column = <const Field extends string, T>(
  name: string,
  field: Field,
  kind: Kind<T>,
  write: (row: Record<Field, T>) => string,
  ...before: [T?]
): Column<Field, T> => ({
  name,
  field,
  ...kind,
  write,
  ...(before.length > 0 && { before: before[0] }),
});

const string: Kind<string> = { read: (text) => text, schema: z.string() };

/** An empty text would be 0. */
const numberOf = (text: string) => (text === "" ? NaN : Number(text));
const number: Kind<number> = { read: numberOf, schema: z.number() };

/** Unix milliseconds. */
const instant: Kind<number> = { read: Date.parse, schema: z.number() };

const FLAGS = new Map([
  ["0", false],
  ["1", true],
]);
const flag: Kind<boolean> = { read: (text) => FLAGS.get(text), schema: z.boolean() };
const flagText = (value: boolean) => (value ? "1" : "0");

const orNull = <T>({ read, schema }: Kind<T>): Kind<T | null> => ({
  read,
  schema: schema.nullable(),
});
export const stringOrNull = orNull(string);
export const escapedOrNull = (value: string | null) => (value === null ? NULL : escaped(value));

/**
 * What is kept of a request, in the order in which it is written: to the journal, and from there to `request_logs`.
 * Ids, codes and addresses have nothing in them that is to be escaped.
 *
 * A new column is a line here, with what older rows have in its place, and a migration. It stands before the last one: a
 * flag ends each line, so that one which was cut off anywhere is known by it. A column may not go from here before no
 * journal has it any more.
 */
export const COLUMNS = [
  /** UUIDv7 */
  column("id", "id", string, (row) => row.id),
  /** By the database's clock. */
  column("at", "atMs", instant, (row) => instantText(row.atMs)),
  column("account_id", "accountId", string, (row) => row.accountId),
  column("key_id", "keyId", string, (row) => row.keyId),
  column("method", "method", string, (row) => escaped(row.method)),
  /** Without the query. */
  column("path", "path", string, (row) => escaped(row.path)),
  column("status", "status", number, (row) => String(row.status)),
  /** Of an answer of ours, else null. */
  column("code", "code", stringOrNull, (row) => row.code ?? NULL),
  /** Milliseconds from its arrival to the first byte of the answer. */
  column("duration_ms", "durationMs", number, (row) => thousandthsText(row.durationMs)),
  column("ip", "ip", stringOrNull, (row) => row.ip ?? NULL),
  column("credits", "credits", number, (row) => String(row.credits)),
  /** Whether it counts towards quotas. */
  column("counted", "counted", flag, (row) => flagText(row.counted)),
  column("user_agent", "userAgent", stringOrNull, (row) => escapedOrNull(row.userAgent)),
  /** Compact JSON: see lib/requests/schema.ts. */
  column("checks", "checks", stringOrNull, (row) => escapedOrNull(row.checks)),
  /** Whether it spent an admission of this instance's lease. */
  column("leased", "leased", flag, (row) => flagText(row.leased)),
];
