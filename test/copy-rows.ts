import type postgres from "postgres";
import { copyRequests } from "@/db/queries/copy-requests";
import { BatchQueue } from "@/lib/requests/batch-queue";
import { lineOf, type RequestRow } from "@/lib/requests/row";

/** Puts rows into PostgreSQL as the first attempt of a batch does. @throws when one of them is not new */
export async function copyRows(
  sql: postgres.Sql,
  instanceId: string,
  rows: readonly RequestRow[],
): Promise<void> {
  const queue = new BatchQueue();
  queue.add({ rows, lines: Buffer.from(rows.map(lineOf).join("")), segment: {} });
  for (let batch = queue.take("all"); batch; batch = queue.take("all")) {
    await copyRequests(sql, { instanceId, runId: null }, batch.forCopy());
  }
}
