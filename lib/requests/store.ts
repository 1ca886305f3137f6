import type { RequestBatch, Writing } from "@/db/queries/copy-requests";
import type { InstanceRow } from "@/db/queries/enforcement";
import type { Untold } from "@/db/queries/keep-spent";
import type { RunSettled } from "@/db/queries/runs";
import type { RequestRow } from "./journal/row";

export type {
  BucketColumns,
  RequestBatch,
  TallyColumns,
  Writing,
} from "@/db/queries/copy-requests";
export type { InstanceRow } from "@/db/queries/enforcement";
export type { RunSettled } from "@/db/queries/runs";

/**
 * All that rows and their journals ask PostgreSQL: each method is one statement, or one transaction. They reject with
 * what PostgreSQL says (an error with its SQLSTATE as `code`), or with what became of the connection.
 */
export interface RowStore {
  /** Writes a batch that nobody has written before: a row that is there already fails all of it (23505). */
  copy(by: Writing, batch: RequestBatch): Promise<void>;
  /** Writes those of rows that are not there yet. @param batchOf makes a batch of rows */
  copyMissing(
    by: Writing,
    rows: readonly RequestRow[],
    batchOf: (rows: readonly RequestRow[]) => RequestBatch,
  ): Promise<void>;
  /** Enters a run, or enters it again. */
  enterRun(id: string, host: string): Promise<void>;
  /** Enters an instance where the others see it. */
  registerInstance(row: InstanceRow): Promise<void>;
  /** Null: it is not known, or not any more. */
  findInstance(id: string): Promise<InstanceRow | null>;
  /** Instances whose heartbeat stopped `afterMs` ago or earlier. */
  deadInstances(afterMs: number): Promise<InstanceRow[]>;
  /** Whether an instance is not known any more, or its heartbeat stopped `afterMs` ago or earlier. */
  isSilent(id: string, afterMs: number): Promise<boolean>;
  /**
   * Ends an instance whose journal is settled, once, and its run with it: what its leases still hold is free again, but
   * for what rows have spent that cannot be written.
   * @param run left out, it is told of by its own process
   */
  retireButUntold(id: string, untold: Untold, run?: RunSettled): Promise<void>;
}
