import type postgres from "postgres";
import { copyRequests } from "@/db/queries/copy-requests";
import { BatchQueue } from "@/lib/requests/writing/batch-queue";
import { type RequestRow, ROWS } from "@/lib/requests/journal/row";

/** Rows as the journal has them, without its first line. */
export const linesOf = (rows: readonly RequestRow[]): Buffer =>
  Buffer.from(rows.map((row) => ROWS.lineOf(row)).join(""));

/** Puts rows into PostgreSQL as the first attempt of a batch does. @throws when one of them is not new */
export async function copyRows(
  sql: postgres.Sql,
  instanceId: string,
  rows: readonly RequestRow[],
): Promise<void> {
  const queue = new BatchQueue();
  queue.add({ rows, lines: linesOf(rows), segment: {} });
  for (let batch = queue.take("all"); batch; batch = queue.take("all")) {
    await copyRequests(sql, { instanceId, runId: null }, batch.forCopy());
  }
}
