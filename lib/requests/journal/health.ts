/** Rows cannot be kept in the request journal now: what they would record may not be answered. */
export class JournalError extends Error {
  override name = "JournalError";
}

/** What is told of a journal, a line each: not of every request that it concerns. */
export interface JournalEvents {
  /** It cannot be written from now on. @param why in words for the operator */
  onTrouble(why: string, error: unknown): void;
  /** It has been written without trouble for a while again. */
  onOver(): void;
  /** Files of it were gone, and are there again. @param rows that they hold and that are not in the database yet */
  onMadeAnew(dir: string, rows: number): void;
}

/** What trouble that comes again within this time belongs to: a disk that is nearly full comes and goes. */
const OVER_AFTER_MS = 5_000;

const WORDS: Record<string, string> = {
  ENOSPC: "no space is left on its disk",
  EDQUOT: "its user may use no more of the disk",
  EFBIG: "its file may not grow any more",
  EROFS: "its file system is read-only",
  EACCES: "its folder may not be written to",
  EPERM: "its folder may not be written to",
  EIO: "its disk fails",
  ENOENT: "its folder is gone",
  ENOTDIR: "its folder is gone",
  EEXIST: "something else lies in its folder's place",
  ELOOP: "its folder is a symbolic link, and nobody would read its rows back",
  EMFILE: "this process has too many files open",
  ENFILE: "the system has too many files open",
};

function wordsOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return WORDS[code] ?? message;
}

/** Whether a journal can be written, and since when. */
export class JournalHealth {
  /** How often writing it failed, looked after or not. */
  errors = 0;
  /** Why it cannot be written now, in words; null where it can. */
  trouble: string | null = null;
  /** Of the last failure, by `performance.now()`; null once it is told that all is well. */
  private failedAt: number | null = null;

  constructor(private readonly events: JournalEvents) {}

  failed(error: unknown): void {
    this.errors++;
    this.trouble = wordsOf(error);
    const isNews = this.failedAt === null;
    this.failedAt = performance.now();
    if (isNews) this.events.onTrouble(this.trouble, error);
  }

  /** It was looked after, and can be written. */
  isWell(): void {
    this.trouble = null;
    if (this.failedAt === null || performance.now() - this.failedAt < OVER_AFTER_MS) return;
    this.failedAt = null;
    this.events.onOver();
  }
}
