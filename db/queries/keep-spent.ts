import type postgres from "postgres";
import { asArray } from "./as-array";
import { retireInstance } from "./enforcement";
import { type RunSettled, settleRun } from "./runs";

/** What an instance has admitted, and what neither its leases nor the log will ever be told of. */
export interface Untold {
  /** Admissions by key, of rows that the database refuses. */
  byKey: ReadonlyMap<string, number>;
  /** Rows that nobody can read: of whichever key they were, it has spent one of them each at most. */
  unreadable: number;
  /** The folder in which these rows lie aside. */
  keptIn: string;
}

/**
 * Ends an instance whose journal is settled, and its run with it: what its leases still hold is free again, but for what
 * may have been spent by rows that cannot be written. That stays leased until a person has looked at them: a quota never
 * admits one too many. It is leased to a name that nobody has: an instance that was wrongly taken for dead must find
 * itself ended, and could else give it back. As nobody can give it back, it counts as recalled. Nobody beats for it, so it
 * does not count as live.
 *
 * Several may try at once. All of it happens once: whoever comes later finds the instance gone.
 *
 * @param run left out, it is told of by its own process
 */
export async function retireButUntold(
  sql: postgres.Sql,
  id: string,
  { byKey, unreadable, keptIn }: Untold,
  run?: RunSettled,
): Promise<void> {
  await sql.begin(async (tx) => {
    const { length } = await tx`select from instances where id = ${id} for update`;
    const isKnown = length > 0;
    // Where the instance is not known any more, only the run itself says whether somebody has settled it.
    if (run && run.id !== null) await settleRun(tx, run, !isKnown);
    if (!isKnown) return;
    await tx`
      with untold as (
        select * from unnest(${asArray([...byKey.keys()])}::uuid[],
          ${asArray([...byKey.values()])}::bigint[]) as t (key_id, spent)
      ), kept as (
        select l.key_id, least(l.amount, ${unreadable} + coalesce(u.spent, 0)) as amount
        from leases l left join untold u using (key_id)
        where l.instance_id = ${id} and l.amount > 0 and ${unreadable} + coalesce(u.spent, 0) > 0
      ), keeper as (
        insert into instances (id, host, pid, journal_dir, started_at, heartbeat_at, run_id, notes)
        select gen_random_uuid(), host, pid, ${keptIn}, started_at,
          least(heartbeat_at, clock_timestamp() - interval '10 seconds'), run_id, notes
        from instances where id = ${id} and exists (select from kept)
        returning id
      )
      insert into leases (key_id, instance_id, amount, recalled_at)
      select kept.key_id, keeper.id, kept.amount, clock_timestamp()
      from kept cross join keeper order by 1`;
    await retireInstance(tx, id);
  });
}
