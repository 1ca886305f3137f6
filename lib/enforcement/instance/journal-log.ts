import type { JournalEvents } from "@/lib/requests/journal/health";

interface Log {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Tells the operator of trouble with the journal: a line when it begins, and one when it is over. */
export const journalLog = (log: Log): JournalEvents => ({
  onTrouble: (why, err) =>
    log.error(
      { code: (err as NodeJS.ErrnoException).code },
      `the request journal cannot be written (${why}): requests are answered 503 until it can`,
    ),
  onOver: () => log.warn({}, "the request journal can be written again"),
  onMadeAnew: (dir, rows) =>
    log.warn({ dir, rows }, "files of the request journal were gone, and are made again"),
});
