import type postgres from "postgres";
import { copyRequests } from "@/db/queries/copy-requests";
import { Batch } from "@/lib/requests/batch";
import { lineOf, type RequestRow } from "@/lib/requests/row";

/** Puts rows into PostgreSQL as the first attempt of a batch does. @throws when one of them is not new */
export async function copyRows(
  sql: postgres.Sql,
  instanceId: string,
  rows: readonly RequestRow[],
): Promise<void> {
  const batch = new Batch();
  batch.add(rows, Buffer.from(rows.map(lineOf).join("")));
  await copyRequests(sql, instanceId, batch.forCopy());
}
