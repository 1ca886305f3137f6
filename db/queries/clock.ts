import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";

/** The database's clock at this moment, not at the transaction's start: Unix milliseconds. */
export async function readClock(db: Queryable): Promise<number> {
  const [row] = await db.execute<{ now_ms: number }>(
    sql`select extract(epoch from clock_timestamp())::float8 * 1000 as now_ms`,
  );
  return row!.now_ms;
}
