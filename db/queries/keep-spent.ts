import type postgres from "postgres";
import { asArray } from "./as-array";

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
 * Ends an instance whose journal is settled: what its leases still hold is free again, but for what may have been spent
 * by rows that cannot be written. That stays leased, and with it the instance, until a person has looked at them:
 * a quota never admits one too many. Such an instance is not ended by whoever else has read its journal meanwhile.
 */
export async function retireButUntold(
  sql: postgres.Sql,
  id: string,
  { byKey, unreadable, keptIn }: Untold,
): Promise<void> {
  await sql.begin(async (tx) => {
    const [instance] = await tx<Array<{ journal_dir: string }>>`
      select journal_dir from instances where id = ${id} for update`;
    if (instance === undefined || instance.journal_dir === keptIn) return;
    await tx`
      update leases l set amount = least(l.amount, ${unreadable} + coalesce((
        select spent from unnest(${asArray([...byKey.keys()])}::uuid[],
          ${asArray([...byKey.values()])}::bigint[]) as t (key_id, spent)
        where t.key_id = l.key_id), 0))
      where instance_id = ${id}`;
    await tx`delete from leases where instance_id = ${id} and amount = 0`;
    await tx`
      update instances set journal_dir = ${keptIn}
      where id = ${id} and exists (select from leases where instance_id = ${id})`;
    await tx`
      delete from instances
      where id = ${id} and not exists (select from leases where instance_id = ${id})`;
  });
}
