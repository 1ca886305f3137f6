import type postgres from "postgres";

type Asked = postgres.Sql | postgres.TransactionSql;

/** A day of the log has a table of its own (a partition). These are how many days ahead they are made. */
export const DAYS_AHEAD = {
  /** By a start: rounds make the rest. */
  start: 3,
  /** By the hourly rounds. */
  rounds: 7,
  /** By the verb `migrate`, for servers that may not make any. */
  migrate: 35,
};

/** With fewer days ahead than this, somebody has to see to it. */
export const FEW_DAYS_AHEAD = 5;

/**
 * Makes the log's partitions from yesterday on, those that are not there.
 * @param daysAhead how many days after today have one then
 */
export async function ensurePartitions(sql: Asked, daysAhead: number): Promise<void> {
  await sql`
    select latchkey_ensure_partitions((now() at time zone 'UTC')::date - 1,
      (now() at time zone 'UTC')::date + ${daysAhead}::int)`;
}

/** How many days after today have a partition, without a gap; -1 where today has none. */
export async function partitionDaysAhead(sql: Asked): Promise<number> {
  const [row] = await sql<[{ ahead: number }]>`
    select coalesce(min(day) filter (where not there), 400)::int - 1 as ahead
    from (
      select day, to_regclass('request_logs_' || to_char((now() at time zone 'UTC')::date + day, 'YYYYMMDD'))
        is not null as there
      from generate_series(0, 400) as day
    ) days`;
  return row.ahead;
}

/**
 * Whether this role may change the schema, and so make partitions and drop them: it owns the log, and may make tables
 * in its schema. Where there is no log yet, only the attempt can tell.
 */
export async function mayChangeSchema(sql: Asked): Promise<boolean> {
  const [row] = await sql<{ may: boolean }[]>`
    select pg_has_role(c.relowner, 'usage') and has_schema_privilege(c.relnamespace, 'create') as may
    from pg_class c where c.oid = to_regclass('request_logs')`;
  return row?.may ?? true;
}

/** A day that is over for so long holds nothing that any setting would keep: no retention is shorter. */
const LEAST_RETENTION_DAYS = 31;

/**
 * Drops partitions in which nothing is left: servers that may not drop a day of the log delete its rows.
 * @returns how many
 */
export async function dropEmptyPartitions(sql: postgres.Sql): Promise<number> {
  if (!(await mayChangeSchema(sql))) return 0;
  const old = await sql<Array<{ name: string }>>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'request_logs'::regclass and c.relname ~ '^request_logs_\\d{8}$'
      and to_date(right(c.relname, 8), 'YYYYMMDD')
        < (now() at time zone 'UTC')::date - ${LEAST_RETENTION_DAYS}::int
    order by 1`;
  let dropped = 0;
  for (const { name } of old) {
    const [found] = await sql`select from ${sql(name)} limit 1`;
    if (found) continue;
    await sql.begin(async (tx) => {
      // Whoever is in the way has it for another day.
      await tx`set local lock_timeout = '3s'`;
      await tx`lock table ${tx(name)} in access exclusive mode`;
      const [late] = await tx`select from ${tx(name)} limit 1`;
      if (late) return;
      await tx`drop table ${tx(name)}`;
      dropped++;
    });
  }
  return dropped;
}
