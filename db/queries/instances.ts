import { asc, desc, sql } from "drizzle-orm";
import type postgres from "postgres";
import type { Queryable } from "../queryable";
import { instances } from "../schema/operations";

/**
 * All instances, those that are in touch first. The database's clock says how long ago that was.
 * @param silentAfterMs so long without a heartbeat makes one silent
 */
export function selectInstances(db: Queryable, silentAfterMs: number) {
  const isInTouch = sql<boolean>`
    ${instances.heartbeatAt} > clock_timestamp() - ${silentAfterMs} * interval '1 millisecond'`;
  return db
    .select({
      id: instances.id,
      host: instances.host,
      pid: instances.pid,
      startedAt: instances.startedAt,
      lastTouchAt: instances.heartbeatAt,
      isInTouch,
      notes: instances.notes,
    })
    .from(instances)
    .orderBy(desc(isInTouch), asc(instances.startedAt), asc(instances.id));
}

/**
 * Writes what an operator should know of an instance into its row.
 * @returns false where the database knows no such instance
 */
export async function writeInstanceNotes(
  sql: postgres.Sql,
  id: string,
  notes: readonly string[],
): Promise<boolean> {
  const { count } = await sql`
    update instances
    set notes = array(select jsonb_array_elements_text(${JSON.stringify(notes)}::text::jsonb))
    where id = ${id}`;
  return count > 0;
}
