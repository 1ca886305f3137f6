import type postgres from "postgres";
import type { Recovery } from "@/lib/requests/journal/recovery";
import { postgresRows } from "@/lib/requests/postgres-rows";

const DEAD_AFTER_MS = 10_000;

/** Reads journals back that lie under `root`. */
export const recoveryIn = (
  sql: postgres.Sql,
  root: string,
  onSetAside?: Recovery["onSetAside"],
): Recovery => ({ store: postgresRows(sql), root, deadAfterMs: DEAD_AFTER_MS, onSetAside });
