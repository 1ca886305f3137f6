import { sql } from "drizzle-orm";
import type { Queryable } from "../queryable";

export interface KinRow extends Record<string, unknown> {
  id: string;
  alias: string;
  active: boolean;
  relation: "replacement" | "replaced";
}

/** The key that came from a rotation of this one, and the one that this one came from. */
export async function listKin(db: Queryable, accountId: string, id: string): Promise<KinRow[]> {
  return db.execute<KinRow>(sql`
    select k.id, k.alias, k.active and coalesce(k.deactivate_at > now(), true) as active,
      case when k.replaces_id = ${id} then 'replacement' else 'replaced' end as relation
    from api_keys k
    where k.account_id = ${accountId} and (k.replaces_id = ${id}
      or k.id = (select o.replaces_id from api_keys o
        where o.id = ${id} and o.account_id = ${accountId}))
    order by k.created_at desc, k.id desc`);
}

export interface CallerRow extends Record<string, unknown> {
  ip: string | null;
  method: string;
  path: string;
  /** Requests with the old key and with the new one. */
  old: number;
  new: number;
  /** The last one with the old key, or null. */
  last_old_at: string | null;
}

/**
 * Who has called with either of two keys within the last hour, by address and endpoint: those on
 * the old key first. At most `rows` of each key's latest requests are looked at.
 */
export async function countCallers(
  db: Queryable,
  accountId: string,
  { oldId, newId }: { oldId: string; newId: string },
  { rows, shown }: { rows: number; shown: number },
): Promise<CallerRow[]> {
  return db.execute<CallerRow>(sql`
    select host(ip) as ip, method, path,
      (count(*) filter (where is_old))::float8 as old,
      (count(*) filter (where not is_old))::float8 as new,
      max(at) filter (where is_old) as last_old_at
    from (values (${oldId}::uuid, true), (${newId}::uuid, false)) as wanted (id, is_old)
      cross join lateral (
        select r.ip, r.method, r.path, r.at from request_logs r
        where r.account_id = ${accountId} and r.key_id = wanted.id
          and r.at >= now() - interval '1 hour'
        order by r.at desc, r.id desc limit ${rows}
      ) r
    group by ip, method, path
    order by 4 desc, 5 desc, method, path limit ${shown}`);
}
