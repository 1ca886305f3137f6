import path from "node:path";
import { readNow } from "@/db/no-follow";
import { segmentsIn } from "@/lib/requests/journal/folder";
import { type RequestRow, ROWS } from "@/lib/requests/journal/row";
import type { OnUnreadable } from "@/lib/requests/journal/row-format";

/**
 * All rows that a journal holds, oldest first, those that were refused and those that stand in it twice among them.
 * @throws {UnknownJournal} where another program has written it; ENOENT when it is gone
 */
export function rowsInJournal(dir: string, onUnreadable?: OnUnreadable): RequestRow[] {
  return segmentsIn(dir).flatMap((name) => {
    const file = path.join(dir, name);
    return ROWS.rowsInFile(readNow(file), file, onUnreadable);
  });
}
