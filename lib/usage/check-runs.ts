import type { Database } from "@/db/client";
import { heldPages } from "@/db/held-rows";
import { listRuns, type RunRow } from "@/db/queries/runs";
import { DEAD_AFTER_MS } from "@/lib/enforcement/instance/change-feed";

/** One run of a front door: what it says that it has answered, and what the database was given of that. */
export interface RunCheck {
  /** The run's id. */
  run: string;
  host: string;
  /** Gone: it neither lives, nor was its journal read back; the rows that wait are in it. */
  state: "live" | "ended" | "gone";
  journaled: number;
  written: number;
  /** Refused, or unreadable: they lie beside the journals. */
  setAside: number;
  /** On their way to the database, as of its last word. */
  waiting: number;
  /** Rows that the run knew to be in the database, and that were not written: 0 where none is lost. */
  drift: number;
}

/** Runs are few: one for each start in 90 days. */
const TIMEOUT_MS = 60_000;

/**
 * Holds what each run of a front door says against the rows that were written for it. Rows that are lost together
 * with what counted them, as by a commit that was none, are seen here alone.
 *
 * A run says how many rows it has journaled, and how many of these wait. The rest was written before it said so: that
 * which is written later only adds to it.
 */
export async function* checkRuns({ db }: { db: Database }): AsyncGenerator<RunCheck[]> {
  const pages = heldPages<RunRow>(db, listRuns(DEAD_AFTER_MS), { timeoutMs: TIMEOUT_MS });
  for await (const page of pages) {
    yield page.map(({ run, host, state, journaled, waiting, set_aside: setAside, written }) => ({
      ...{ run, host, state, journaled, written, setAside, waiting },
      drift: Math.max(0, journaled - waiting - setAside - written),
    }));
  }
}
