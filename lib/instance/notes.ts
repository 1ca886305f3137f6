import type postgres from "postgres";
import { writeInstanceNotes } from "@/db/queries/instances";
import { withDeadline } from "@/lib/time/deadline";

/** As often as an instance touches its row. */
const EVERY_MS = 1_000;
const WRITE_MS = 2_000;

interface Notes {
  sql: postgres.Sql;
  /** Under which name the database knows the instance: it may take another. */
  instanceId(): string;
  /** What its /readyz tells. */
  notes(): Promise<readonly string[]>;
}

/**
 * Keeps what an operator should know of an instance in its row of `instances`, for the pages of all instances. It is
 * written when it changes, and not while the database does not answer: that is told by the silence.
 * @returns ends it
 */
export function keepTellingNotes({ sql, instanceId, notes }: Notes): () => void {
  /** What the row of this name has; a new one has none. Null: that is not known. */
  let told: { id: string; notes: string | null } = { id: "", notes: null };
  let isAtIt = false;

  async function tell(): Promise<void> {
    const id = instanceId();
    const now = await notes();
    const text = JSON.stringify(now);
    if (told.id !== id) told = { id, notes: "[]" };
    if (text === told.notes) return;
    told.notes = null;
    // Where it has just been taken for dead, its next name is told.
    const writing = writeInstanceNotes(sql, id, now);
    if (await withDeadline(writing, WRITE_MS, "writing notes")) told.notes = text;
  }

  const timer = setInterval(() => {
    if (isAtIt) return;
    isAtIt = true;
    // It is tried again a second later, and enforcement tells what is the matter with the database.
    tell()
      .catch(() => {})
      .finally(() => (isAtIt = false));
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
