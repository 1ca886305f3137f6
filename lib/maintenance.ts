import type postgres from "postgres";
import { FEW_DAYS_AHEAD, partitionDaysAhead } from "@/db/partitions";
import { runMaintenance } from "@/db/queries/maintenance";

const EVERY_MS = 60 * 60 * 1_000;

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

/** Does the rounds now and every hour, until it is stopped. */
export function startMaintenance(
  sql: postgres.Sql,
  retentionDays: number,
  log: RoundsLog,
): Maintenance {
  let daysAhead: number | null = null;
  let isStopped = false;
  const noteOf = (days: number | null): string | null => {
    if (days === null || days >= FEW_DAYS_AHEAD) return null;
    const until = days < 0 ? "no table for today" : `tables for ${days} more days only`;
    return `the request log has ${until}: ${MAKE_THEM}`;
  };
  const round = async () => {
    try {
      const days = await runMaintenance(sql, retentionDays);
      if (days) log.info({ days }, "dropped log rows that are older than the retention");
    } catch (error) {
      if (isStopped) return;
      log.error({ err: error }, "maintenance failed; it is tried again in an hour");
    }
    // Also where another process does the rounds, or they have failed.
    const found = await partitionDaysAhead(sql).catch(() => null);
    if (found === null) return;
    daysAhead = found;
    const note = noteOf(found);
    if (note !== null) log.warn({ daysAhead: found }, note);
  };
  void round();
  const timer = setInterval(() => void round(), EVERY_MS);
  timer.unref();
  return {
    get daysAhead() {
      return daysAhead;
    },
    get note() {
      return noteOf(daysAhead);
    },
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}
