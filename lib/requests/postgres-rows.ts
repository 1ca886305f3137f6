import type postgres from "postgres";
import { copyMissingRequests, copyRequests } from "@/db/queries/copy-requests";
import { deadInstances, findInstance, isSilent, registerInstance } from "@/db/queries/enforcement";
import { retireButUntold } from "@/db/queries/keep-spent";
import { enterRun } from "@/db/queries/runs";
import type { RowStore } from "./store";

/** Rows and those who write them in PostgreSQL. */
export const postgresRows = (sql: postgres.Sql): RowStore => ({
  copy: (by, batch) => copyRequests(sql, by, batch),
  copyMissing: (by, rows, batchOf) => copyMissingRequests(sql, by, rows, batchOf),
  enterRun: (id, host) => enterRun(sql, id, host),
  registerInstance: (row) => registerInstance(sql, row),
  findInstance: (id) => findInstance(sql, id),
  deadInstances: (afterMs) => deadInstances(sql, afterMs),
  isSilent: (id, afterMs) => isSilent(sql, id, afterMs),
  retireButUntold: (id, untold, run) => retireButUntold(sql, id, untold, run),
});
