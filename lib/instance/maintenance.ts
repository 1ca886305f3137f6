import type postgres from "postgres";
import { FEW_DAYS_AHEAD, partitionDaysAhead } from "@/db/partitions";
import { runMaintenance } from "@/db/queries/maintenance";

const EVERY_MS = 60 * 60 * 1_000;
/** Days are missing: whoever mends that should not wait an hour to see it. */
const MISSING_DAYS_MS = 60_000;
/** Another process is at the rounds. What it will leave is not known before it is done. */
const ANOTHERS_ROUND_MS = 1_000;

/** The operator's rounds, and what they found. */
export interface Maintenance {
  /**
   * For how many days after today the log has a table (a partition); -1: today has none. Null: not known yet. Rows of
   * a day without one go to the default partition, which is slow to search and to clear.
   */
  readonly daysAhead: number | null;
  /** What somebody has to see to; null where all is well. */
  readonly note: string | null;
  stop(): void;
}

interface RoundsLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const MAKE_THEM = "run `npm run -s cli -- migrate` as the role that owns the tables";

const noteOf = (daysAhead: number | null): string | null => {
  if (daysAhead === null || daysAhead >= FEW_DAYS_AHEAD) return null;
  const until = daysAhead < 0 ? "no table for today" : `tables for ${daysAhead} more days only`;
  return `the request log has ${until}: ${MAKE_THEM}`;
};

/** Does the rounds now and every hour, until it is stopped; every minute while days are missing. */
export function startMaintenance(
  sql: postgres.Sql,
  retentionDays: number,
  log: RoundsLog,
): Maintenance {
  let daysAhead: number | null = null;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  /** @returns how long to wait for the next one, in milliseconds */
  async function round(): Promise<number> {
    try {
      const days = await runMaintenance(sql, retentionDays);
      if (days === null) return ANOTHERS_ROUND_MS;
      if (days) log.info({ days }, "dropped log rows that are older than the retention");
    } catch (error) {
      if (!isStopped) log.error({ err: error }, "maintenance failed; it is tried again");
    }
    // Also where the rounds have failed.
    const found = await partitionDaysAhead(sql).catch(() => null);
    if (found !== null && found !== daysAhead) {
      daysAhead = found;
      const note = noteOf(found);
      if (note !== null) log.warn({ daysAhead: found }, note);
    }
    return noteOf(daysAhead) === null ? EVERY_MS : MISSING_DAYS_MS;
  }

  async function goRound(): Promise<void> {
    const pauseMs = await round();
    if (isStopped) return;
    timer = setTimeout(() => void goRound(), pauseMs);
    timer.unref();
  }

  void goRound();
  return {
    get daysAhead() {
      return daysAhead;
    },
    get note() {
      return noteOf(daysAhead);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
