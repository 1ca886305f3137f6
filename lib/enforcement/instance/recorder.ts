import type { Charge } from "@/lib/endpoints";
import { ERRORS } from "@/lib/errors";
import { GroupCommit } from "@/lib/requests/journal/group-commit";
import { Journal, type Journaled } from "@/lib/requests/journal/journal";
import { JournalError, type JournalEvents } from "@/lib/requests/journal/health";
import type { RequestRow } from "@/lib/requests/journal/row";
import { type Admission, UNAVAILABLE } from "../decision/admission";
import { DEAD_AFTER_MS } from "./change-feed";
import { type Answer, loggedRow } from "./logged-row";
import type { LeaseKeeper } from "../leases/keeper";

/** Spent admissions must be journaled before others may take this instance for dead. */
const SPEND_SAFE_MS = DEAD_AFTER_MS - 2_000;
const JOURNAL_CARE_MS = 1_000;

/** What is logged of an answer that was not given. */
const REFUSED: Answer = { status: ERRORS.unavailable.status, code: "unavailable", credits: 0 };

/** As a free endpoint: logged, and neither charged nor counted. */
const UNCOUNTED: Charge = { credits: 0, free: true };

export interface RecorderParts {
  leases: LeaseKeeper;
  /** Takes rows that were journaled on to the database. */
  enqueue(journaled: Journaled): void;
  /** Milliseconds since the database was last heard of. */
  silentForMs(): number;
  journalEvents: JournalEvents;
  /** How often it is seen whether the journal is there and can be written, milliseconds. */
  journalCareMs?: number;
  onError(error: unknown): void;
}

/**
 * Keeps what became of requests: in the journal before the first byte of an answer, and on its way to
 * the database from there. Requests of no known key are not logged.
 */
export class Recorder {
  /** Requests that were answered with 503 and that no log has: their key is not known, or no row could be kept. */
  unavailableUnrecorded = 0;
  /** Rows that were put into the journal. */
  journaledRows = 0;
  private journal: Journal | undefined;
  private care: NodeJS.Timeout | undefined;
  private readonly commits: GroupCommit<RequestRow>;

  constructor(private readonly parts: RecorderParts) {
    const onError = (error: unknown) => {
      // Trouble with the journal is told by itself, once.
      if (!(error instanceof JournalError)) parts.onError(error);
    };
    this.commits = new GroupCommit((rows) => this.keep(rows), onError);
  }

  /**
   * Begins the journal.
   * @param dir a directory of this instance's own
   * @param run of this process
   * @throws when it cannot be made
   */
  open(dir: string, run: () => string): void {
    const journal = new Journal(dir, undefined, this.parts.journalEvents, run);
    this.journal = journal;
    const { journalCareMs = JOURNAL_CARE_MS } = this.parts;
    this.care = setInterval(() => journal.lookAfter(), journalCareMs);
    this.care.unref();
  }

  /** Why no row can be kept now, in words; null where one can. */
  get journalTrouble(): string | null {
    return this.journal?.health.trouble ?? null;
  }

  /** How often the journal could not be written. */
  get journalErrors(): number {
    return this.journal?.health.errors ?? 0;
  }

  /**
   * Keeps a row that the database refuses in the journal until this instance has ended. @throws when it cannot be
   * written
   */
  keepRefused(row: RequestRow): void {
    this.journal!.keepRefused(row);
  }

  /** Leased admissions that refused rows have spent, by key. */
  get spentByRefused(): ReadonlyMap<string, number> {
    return this.journal?.spentByRefused ?? new Map<string, number>();
  }

  /** This instance has ended, and what refused rows of it have spent is kept elsewhere. */
  forgetRefused(): void {
    this.journal?.forgetRefused();
  }

  /** Goes on in another journal; the one before stays until its rows are settled. */
  moveTo(dir: string): void {
    this.journal!.moveTo(dir);
  }

  /** So many rows of these segments are in the database. */
  settle(settled: ReadonlyMap<object, number>): void {
    this.journal!.settle(settled);
  }

  /** Makes what waits for the end of this turn durable now. */
  flush(): void {
    this.commits.flush();
  }

  /** What rows take in the journal. */
  get journalBytes(): number {
    return this.journal?.bytes ?? 0;
  }

  /** See `Journal.abandon`. */
  abandon(): void {
    clearInterval(this.care);
    this.journal?.abandon();
  }

  close(): void {
    clearInterval(this.care);
    this.journal?.close();
  }

  /** See `Engine.record`. */
  record(admission: Admission, answer: Answer): void {
    let failure: Error | null = null;
    try {
      failure = this.disown(admission);
      if (admission.key) this.keep([loggedRow(admission, failure ? REFUSED : answer)]);
      else this.noteUnknown(admission);
    } catch (error) {
      failure = error as Error;
      this.unavailableUnrecorded++;
      this.takeBack(admission);
    }
    if (failure) throw failure;
  }

  /** See `Engine.recordThen`. */
  recordThen(admission: Admission, answer: Answer, then: (error: Error | null) => void): void {
    if (!admission.key) {
      this.noteUnknown(admission);
      return then(null);
    }
    const failure = this.disown(admission);
    this.commits.add(loggedRow(admission, failure ? REFUSED : answer), (error) => {
      if (error) {
        this.unavailableUnrecorded++;
        this.takeBack(admission);
      }
      then(failure ?? error);
    });
  }

  /** It belongs to nobody whom we know, and so is in no log: of one that we could not judge this is our fault. */
  private noteUnknown({ verdict }: Admission): void {
    if (!verdict.admitted && verdict.code === "unavailable") this.unavailableUnrecorded++;
  }

  private keep(rows: readonly RequestRow[]): void {
    const journaled = this.journal!.append(rows);
    this.journaledRows += rows.length;
    this.parts.enqueue(journaled);
  }

  /** See `Engine.uncount`. */
  uncount(admission: Admission): void {
    this.takeBack(admission);
    admission.leased = false;
    admission.request.endpoint = UNCOUNTED;
  }

  /** It will not be answered as admitted: what it leased can serve another. */
  private takeBack({ leased, key, generation }: Admission): void {
    if (leased && key) this.parts.leases.refund(key, generation);
  }

  /**
   * What the admission spent may have been given to others meanwhile: it is refused after all, and logged so.
   * @returns why, or null where it stands
   */
  private disown(admission: Admission): Error | null {
    const { leases, silentForMs } = this.parts;
    const isLost = silentForMs() > SPEND_SAFE_MS || admission.generation !== leases.generation;
    if (!admission.leased || !isLost) return null;
    this.takeBack(admission);
    admission.leased = false;
    admission.verdict = UNAVAILABLE;
    return new Error("out of touch with the database for too long to stand by an admission");
  }
}
