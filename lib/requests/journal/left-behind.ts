import path from "node:path";
import { readNow } from "@/db/no-follow";
import { segmentsIn } from "./folder";
import { isOfRefusedRows } from "./refused-rows";
import { type RequestRow, ROWS } from "./row";
import type { OnUnreadable } from "./row-format";

/** What a journal holds whose instance has ended, each row once. */
export interface LeftBehind {
  /** Oldest first. Some may be in the database. */
  rows: RequestRow[];
  /** Rows that the database refused while their instance lived: they were set aside and told then. */
  refused: RequestRow[];
}

/**
 * Reads a journal by what is to be done about its rows.
 *
 * @param onUnreadable told of whole lines that are no rows: something has damaged them
 * @throws {UnknownJournal} when an older or newer program has written what cannot be read here
 * @returns null where it is gone: a journal goes when somebody has settled all of it
 */
export function readLeftBehind(dir: string, onUnreadable: OnUnreadable): LeftBehind | null {
  const rows = new Map<string, RequestRow>();
  const refused = new Map<string, RequestRow>();
  try {
    for (const name of segmentsIn(dir)) {
      const file = path.join(dir, name);
      const into = isOfRefusedRows(name) ? refused : rows;
      for (const row of ROWS.rowsInFile(readNow(file), file, onUnreadable)) into.set(row.id, row);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  // One that was refused as the instance died: its batch was not settled any more.
  for (const id of refused.keys()) rows.delete(id);
  return { rows: [...rows.values()], refused: [...refused.values()] };
}
