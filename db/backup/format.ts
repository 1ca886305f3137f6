import { z } from "zod";

/*
 * What a backup's file holds. It is a tar archive, compressed with gzip, so that `tar tzf FILE` shows what is in it:
 *
 *   manifest.json          of which program and moment it is, and the tables with their columns
 *   <table>/<number>.copy  a table's rows in the text format of PostgreSQL's COPY, cut into pieces anywhere
 *   checksums.json         of each table how many rows and bytes there are, and their SHA-256
 *
 * Tables come in an order in which each is after those that its foreign keys name.
 */

/** Grows with each change that an older program could not read. */
const FORMAT = 1;

export const MANIFEST = "manifest.json";
export const CHECKSUMS = "checksums.json";

/** No entry is larger: this much of a backup is in memory, however long it is. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** A backup cannot be made, read or restored; the message is one line for the operator. */
export class BackupError extends Error {
  override name = "BackupError";
}

const Name = z.string().regex(/^[a-z_][a-z0-9_]*$/);

const Table = z.object({ name: Name, columns: z.array(Name).min(1) });
export type BackupTable = z.output<typeof Table>;

const Manifest = z.object({
  kind: z.literal("latchkey-backup"),
  format: z.number().int(),
  /** Version of the program that made it. */
  program: z.string(),
  /** The moment that it shows, by the database's clock. ISO 8601. */
  at: z.iso.datetime(),
  /** The last migration that the database had. */
  migration: z.string(),
  /** Days of the log that have a partition. */
  days: z.array(z.iso.date()),
  tables: z.array(Table),
});
export type Manifest = z.output<typeof Manifest>;

const Sum = z.object({
  rows: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string(),
});
export type Sum = z.output<typeof Sum>;

const Checksums = z.object({ manifest: z.string(), tables: z.record(Name, Sum) });
export type Checksums = z.output<typeof Checksums>;

export const newManifest = (of: Omit<Manifest, "kind" | "format">): Manifest => ({
  kind: "latchkey-backup",
  format: FORMAT,
  ...of,
});

/** The name of a piece. @param nth of its table, from 1 */
export const pieceName = (table: string, nth: number): string =>
  `${table}/${String(nth).padStart(6, "0")}.copy`;

/** @throws {BackupError} where it is none, or of a newer program */
export function parseManifest(file: string, bytes: Buffer): Manifest {
  const parsed = Manifest.safeParse(jsonOf(bytes));
  if (!parsed.success) throw new BackupError(`${file} is no backup of Latchkey`);
  if (parsed.data.format > FORMAT) {
    throw new BackupError(`${file} was made by a newer Latchkey (${parsed.data.program})`);
  }
  return parsed.data;
}

/** @throws {BackupError} */
export function parseChecksums(file: string, bytes: Buffer): Checksums {
  const parsed = Checksums.safeParse(jsonOf(bytes));
  if (!parsed.success) throw new BackupError(`${file} is damaged: its checksums cannot be read`);
  return parsed.data;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
}
