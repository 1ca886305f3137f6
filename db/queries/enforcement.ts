import type postgres from "postgres";
import {
  QUOTA_NAMES,
  type QuotaCode,
  quotaCode,
  type QuotaName,
  type RollingName,
} from "@/lib/quota-windows";
import { CHANNEL_IN_SQL } from "../schema-name";
import { asArray } from "./as-array";

/** The statements of the enforcement engine, on plain postgres.js; instants are Dates. */

export interface KeyRow extends Record<QuotaCode, string | null> {
  id: string;
  alias: string;
  category: string;
  active: boolean;
  deactivate_at: Date | null;
  expires_at: Date | null;
  account_id: string;
  account_name: string;
  suspended: boolean;
  plan: string;
  per_second: number | null;
  per_minute: number | null;
}

const QUOTAS_OF_K = QUOTA_NAMES.map((name) => `k.${quotaCode(name)}`);

/**
 * Reads the key that a request has presented, and marks it as used in the same statement: from
 * here on its foreign key forbids deleting it, before the request's row is even written.
 *
 * @returns null where there is no such key; "half" where it may only be missing yet: a dump is being restored, or
 *   the database has no account at all
 */
export async function findKeyForRequest(
  sql: postgres.Sql,
  hash: string,
): Promise<KeyRow | "half" | null> {
  const [row] = await sql<Array<KeyRow | { id: null; is_known: boolean }>>`
    with k as (
      select k.id, k.alias, k.category, k.active, k.deactivate_at, k.expires_at,
        ${sql(QUOTAS_OF_K)}, a.id as account_id, a.name as account_name,
        a.suspended_at is not null as suspended,
        p.name as plan, p.per_second, p.per_minute
      from api_keys k join accounts a on a.id = k.account_id join plans p on p.name = a.plan
      where k.hash = decode(${hash}, 'hex')
    ), used as (
      insert into usage_totals (key_id)
      select id from k where not exists (select 1 from usage_totals u where u.key_id = k.id)
        and latchkey_is_whole()
      on conflict do nothing
    )
    -- Asked only where no key is found, in the snapshot in which it was not.
    select k.*, case when k.id is null then latchkey_knows_of(decode(${hash}, 'hex')) end as is_known
    from (select 1) one left join k on true`;
  if (row?.id === null) return row.is_known ? null : "half";
  return row ?? null;
}

/** Whether any key has moved in from elsewhere. */
export async function hasImportedKeys(sql: postgres.Sql): Promise<boolean> {
  const [row] = await sql<Array<{ any: boolean }>>`
    select exists (select from api_keys where imported) as any`;
  return row!.any;
}

export interface GrantRow
  extends Record<QuotaName, string>, Record<`${RollingName}_resets`, Date | null> {
  granted: number;
  reached: QuotaName | null;
  frees_at: Date | null;
  recallable: boolean;
  leased: string;
}

/** A statement about what an instance holds: of two of them, only the later one counts. */
interface LeaseStatement {
  instanceId: string;
  /** Grows with each statement of the instance's. */
  statement: number;
}

/** Grants admissions of a key. Null: there is no such key. */
export async function grantLease(
  sql: postgres.Sql,
  lease: LeaseStatement & { keyId: string; want: number; ahead: number },
): Promise<GrantRow | null> {
  const { keyId, instanceId, statement, want, ahead } = lease;
  const [row] = await sql<GrantRow[]>`
    select * from latchkey_grant(${keyId}, ${instanceId}, ${statement}, ${want}, ${ahead})`;
  return row ?? null;
}

/**
 * Gives back what is not spent, by key; also with 0, which answers a recall.
 * @returns the keys of which nothing was taken back: nothing is leased, or a later statement came
 *   before
 */
export async function releaseLeases(
  sql: postgres.Sql,
  { instanceId, statement, amounts }: LeaseStatement & { amounts: ReadonlyMap<string, number> },
): Promise<string[]> {
  const rows = await sql<Array<{ id: string }>>`
    with returned as (
      select * from unnest(${asArray([...amounts.keys()])}::uuid[],
        ${asArray([...amounts.values()])}::bigint[])
        as t (key_id, amount)
    ), held as (
      -- In the order of their keys, as whoever else locks many of them.
      select l.key_id, r.amount from leases l join returned r on r.key_id = l.key_id
      where l.instance_id = ${instanceId}::uuid and l.amount > 0 and l.statement < ${statement}
      order by l.key_id for update of l
    ), taken as (
      update leases l
      set amount = greatest(0, l.amount - h.amount), recalled_at = clock_timestamp(),
        statement = ${statement}
      from held h where l.key_id = h.key_id and l.instance_id = ${instanceId}::uuid
      returning l.key_id
    )
    select key_id as id from returned where key_id not in (select key_id from taken)`;
  return rows.map(({ id }) => id);
}

/**
 * Says what an instance holds of keys, whatever statements of before have done; those that are
 * still on their way will do nothing. Its log rows must not be written meanwhile.
 * @returns the keys of which a later statement came before: nothing was said of those
 */
export async function restateLeases(
  sql: postgres.Sql,
  { instanceId, statement, held }: LeaseStatement & { held: ReadonlyMap<string, number> },
): Promise<string[]> {
  const rows = await sql<Array<{ id: string }>>`
    with held as (
      select k.id as key_id, t.amount
      from unnest(${asArray([...held.keys()])}::uuid[], ${asArray([...held.values()])}::bigint[])
        as t (key_id, amount) join api_keys k on k.id = t.key_id
    ), said as (
      insert into leases as l (key_id, instance_id, amount, statement)
      select key_id, ${instanceId}::uuid, amount, ${statement}::bigint from held order by 1
      on conflict (key_id, instance_id) do update
        set amount = excluded.amount, statement = excluded.statement
        where l.statement < excluded.statement
      returning key_id
    )
    select key_id as id from held where key_id not in (select key_id from said)`;
  return rows.map(({ id }) => id);
}

/**
 * Asks all instances to give back what they hold of the budget that a key draws on. Only keys of
 * which something is held are named: a budget may have more than a notice has room for.
 */
export async function recallLeases(sql: postgres.Sql, keyId: string): Promise<void> {
  await sql`
    select pg_notify(${sql.unsafe(CHANNEL_IN_SQL)}, jsonb_build_object('recall', jsonb_agg(k.id))::text)
    from api_keys k
    where k.budget_id = (select budget_id from api_keys where id = ${keyId})
      and exists (select from leases l where l.key_id = k.id and l.amount > 0)
    having count(*) > 0`;
}

export async function readIpBlocks(sql: postgres.Sql): Promise<Array<{ ip: string; until: Date }>> {
  return sql`select ip, until from ip_blocks where until > now()`;
}

export async function readIpBlock(sql: postgres.Sql, ip: string): Promise<Date | null> {
  const rows = await sql<Array<{ until: Date }>>`
    select until from ip_blocks where ip = ${ip} and until > now()`;
  return rows[0]?.until ?? null;
}

export interface InstanceRow {
  id: string;
  host: string;
  pid: number;
  journal_dir: string;
  /** Null: of a program that counted no runs. */
  run_id: string | null;
}

export async function registerInstance(sql: postgres.Sql, row: InstanceRow): Promise<void> {
  await sql`insert into instances ${sql(row)}`;
}

/** Instances whose heartbeat stopped `afterMs` ago or earlier. */
export async function deadInstances(sql: postgres.Sql, afterMs: number): Promise<InstanceRow[]> {
  return sql`
    select id, host, pid, journal_dir, run_id from instances
    where heartbeat_at < clock_timestamp() - ${afterMs} * interval '1 millisecond'`;
}

/** Instances that have died and were taken over by nobody yet, over all of a database. */
export interface TheDead {
  instances: number;
  /** Leases that they hold: one a key and instance. */
  leases: number;
  /** Admissions that they hold; quotas count them as used. */
  admissions: number;
}

/** Counts instances whose heartbeat stopped `afterMs` ago or earlier, and what they hold. */
export async function countTheDead(sql: postgres.Sql, afterMs: number): Promise<TheDead> {
  const dead = await deadInstances(sql, afterMs);
  // There is no index by instance: all leases are looked at, and only where there is one to be found.
  if (dead.length === 0) return { instances: 0, leases: 0, admissions: 0 };
  const [held] = await sql<Array<{ leases: number; admissions: number }>>`
    select count(*)::int as leases, coalesce(sum(amount), 0)::float8 as admissions from leases
    where amount > 0 and instance_id = any(${dead.map(({ id }) => id)}::uuid[])`;
  return { instances: dead.length, ...held! };
}

/** Whether an instance is not known any more, or its heartbeat stopped `afterMs` ago or earlier. */
export async function isSilent(sql: postgres.Sql, id: string, afterMs: number): Promise<boolean> {
  const rows = await sql`
    select from instances where id = ${id}
      and heartbeat_at >= clock_timestamp() - ${afterMs} * interval '1 millisecond'`;
  return rows.length === 0;
}

export async function findInstance(sql: postgres.Sql, id: string): Promise<InstanceRow | null> {
  const rows = await sql<InstanceRow[]>`
    select id, host, pid, journal_dir, run_id from instances where id = ${id}`;
  return rows[0] ?? null;
}

/** Ends an instance whose journal is settled: what its leases still hold is free again. */
export async function retireInstance(
  sql: postgres.Sql | postgres.TransactionSql,
  id: string,
): Promise<void> {
  await sql`
    with gone as (delete from leases where instance_id = ${id})
    delete from instances where id = ${id}`;
}

/**
 * Writes into an account's trail that an address from which its keys are used is blocked; once a block, whichever
 * instance comes first.
 * @returns whether it was written now
 */
export async function auditIpBlock(
  sql: postgres.Sql,
  { id, accountId, ip }: { id: string; accountId: string; ip: string },
): Promise<boolean> {
  return sql.begin(async (tx) => {
    // One instance after another: each sees what the one before it wrote.
    await tx`select from ip_blocks where ip = ${ip} for update`;
    const written = await tx`
      insert into audit_events (id, account_id, actor, ip, action, after)
      select ${id}, ${accountId}, 'system', b.ip, 'ip.block',
        jsonb_build_object('until', b.until, 'failures', b.failures)
      from ip_blocks b
      where b.ip = ${ip} and b.until > now() and not exists (
        select from audit_events e
        where e.account_id = ${accountId} and e.action = 'ip.block' and e.ip = b.ip
          and e.at >= b.created_at)`;
    return written.count > 0;
  });
}
