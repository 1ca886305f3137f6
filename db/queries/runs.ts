import type postgres from "postgres";
import { sql as drizzleSql } from "drizzle-orm";

/** What a run of a front door says of the rows that it has answered; see the table. */
export interface RunTold {
  id: string;
  journaled: number;
  waiting: number;
  setAside: number;
}

/** So long a run that has ended is of use to whoever compares. */
const KEPT = "90 days";

/** Enters a run, and forgets old ones. A run that others took for dead is entered again. */
export async function enterRun(sql: postgres.Sql, id: string, host: string): Promise<void> {
  await sql`
    with old as (
      delete from runs where ended_at < now() - ${KEPT}::interval
    )
    insert into runs (id, host) values (${id}, ${host})
    on conflict (id) do update set ended_at = null`;
}

/** A run has ended in order: all that it has journaled is written or set aside. */
export async function endRun(sql: postgres.Sql, { id, ...told }: RunTold): Promise<void> {
  await sql`
    update runs set journaled = ${told.journaled}, waiting = ${told.waiting},
      set_aside = ${told.setAside}, ended_at = clock_timestamp()
    where id = ${id}`;
}

/** What has become of the rows of a journal that was read back. */
export interface RunSettled {
  /** Null: of a program that counted no runs. */
  id: string | null;
  setAside: {
    /** By its process, which need not have lived to say so. */
    before: number;
    now: number;
  };
}

/**
 * A run has died, and its journal was read back. What it journaled after its last heartbeat nobody has counted: of
 * that as much as has come of it is believed.
 *
 * @param isOnlyOpen leaves a run that has ended as it is
 */
export async function settleRun(
  sql: postgres.Sql | postgres.TransactionSql,
  { id, setAside: { before, now } }: RunSettled,
  isOnlyOpen: boolean,
): Promise<void> {
  await sql`
    update runs set waiting = 0, set_aside = greatest(set_aside, ${before}) + ${now},
      journaled = greatest(journaled, written + greatest(set_aside, ${before}) + ${now}),
      ended_at = clock_timestamp()
    where id = ${id} and (ended_at is null or not ${isOnlyOpen}::boolean)`;
}

export interface RunRow extends Record<string, unknown> {
  run: string;
  host: string;
  state: "live" | "ended" | "gone";
  journaled: number;
  waiting: number;
  set_aside: number;
  written: number;
}

/**
 * Asks for all runs that are kept. Gone: it neither lives nor was its journal read back.
 * @param deadAfterMs as of an instance's heartbeat
 */
export const listRuns = (deadAfterMs: number) => drizzleSql`
    select r.id as run, r.host, r.journaled::float8 as journaled, r.waiting::float8 as waiting,
      r.set_aside::float8 as set_aside, r.written::float8 as written,
      case when r.ended_at is not null then 'ended'
        when exists (
          select from instances i where i.run_id = r.id
            and i.heartbeat_at > clock_timestamp() - ${deadAfterMs} * interval '1 millisecond'
        ) then 'live' else 'gone' end as state
    from runs r order by r.began_at, r.id`;
