import type postgres from "postgres";
import type { RunTold } from "./runs";

export interface HeartbeatRow {
  version: string;
  now_ms: number;
  /** False: the database does not know the instance, or not any more. */
  alive: boolean;
  /** Instances that were heard of lately, this one included. */
  live: number;
  /** False: a dump is being restored. */
  is_whole: boolean;
}

/**
 * Says that an instance lives and what its run has answered, and asks what has changed.
 * @param deadAfterMs how long others count as alive after their last heartbeat
 * @returns null where nothing is known of changes: a dump is being restored
 */
export async function beatOnce(
  sql: postgres.Sql,
  { instanceId, run }: { instanceId: string; run: RunTold },
  deadAfterMs: number,
): Promise<HeartbeatRow | null> {
  const [row] = await sql<HeartbeatRow[]>`
    with beat as (
      update instances set heartbeat_at = clock_timestamp() where id = ${instanceId} returning id
    ), told as (
      update runs set journaled = ${run.journaled}, waiting = ${run.waiting}, set_aside = ${run.setAside},
        told_at = clock_timestamp()
      -- A batch under way holds this row as long as it takes, and a heartbeat cannot wait so long.
      where id = (select id from runs where id = ${run.id} for update skip locked)
    )
    select version, extract(epoch from clock_timestamp())::float8 * 1000 as now_ms,
      exists (select 1 from beat) as alive,
      (select count(*) from instances
        where heartbeat_at > clock_timestamp() - ${deadAfterMs} * interval '1 millisecond'
      )::int as live,
      latchkey_is_whole() as is_whole
    from change_version where id = 1`;
  return row ?? null;
}

/** Whether all rows are there, or a dump is being restored; see latchkey_is_whole. @throws when it cannot be asked */
export async function isWholeDatabase(sql: postgres.Sql): Promise<boolean> {
  const [row] = await sql<[{ is_whole: boolean }]>`select latchkey_is_whole() as is_whole`;
  return row.is_whole;
}
