import type postgres from "postgres";
import { runMaintenance } from "@/db/queries/maintenance";

const EVERY_MS = 60 * 60 * 1_000;

/** Does the operator's rounds now and every hour, until the returned function is called. */
export function startMaintenance(
  sql: postgres.Sql,
  retentionDays: number,
  log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  },
): () => void {
  const round = async () => {
    try {
      const days = await runMaintenance(sql, retentionDays);
      if (days) log.info({ days }, "dropped log rows that are older than the retention");
    } catch (error) {
      log.error({ err: error }, "maintenance failed; it is tried again in an hour");
    }
  };
  void round();
  const timer = setInterval(() => void round(), EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
