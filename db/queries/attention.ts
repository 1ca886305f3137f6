import { type SQL, sql } from "drizzle-orm";
import { QUOTA_NAMES, quotaCode, type QuotaCode, ROLLING_NAMES } from "@/lib/quota-windows";
import type { Queryable } from "../queryable";
import { iso } from "./span";
import { intervalOf } from "./quota-interval";
import { isRejected } from "./usage-by-endpoint";

/*
 * What may need somebody's attention. Each question looks at keys that were used lately, by index, and at no more log
 * rows than it says: it takes as long for a busy account as for a quiet one.
 */

/** Log rows of an account's last hour that are looked at for endpoints that fail: the latest. */
export const ANSWERS_LOOKED_AT = 20_000;
/** Log rows of an old key that are looked at for its callers: the latest of its last 24 hours. */
const CALLS_LOOKED_AT = 1_000;

/** Where counters of the last hour begin: a quarter of an hour, so that the log from there on says the same. */
const COUNTED_FROM = sql`date_bin('15 minutes', now() - interval '1 hour', timestamptz '2000-01-01 00:00Z')`;

const works = (key: string): SQL =>
  sql.raw(
    `(${key}.active and coalesce(${key}.deactivate_at > now(), true) and coalesce(${key}.expires_at > now(), true))`,
  );

export interface KeyNumbers extends Record<string, unknown> {
  keys: number;
  /** Switched on, and not expired. */
  working: number;
  /** From when on `listRefusedKeys` counts: an hour ago, or up to a quarter of an hour before. */
  since: string;
}

/** How many keys an account has, and where its last hour begins. */
export async function countWorkingKeys(db: Queryable, accountId: string): Promise<KeyNumbers> {
  const [row] = await db.execute<KeyNumbers>(sql`
    select count(*)::int as keys, (count(*) filter (where ${works("k")}))::int as working,
      ${iso(COUNTED_FROM)} as since
    from api_keys k where k.account_id = ${accountId}`);
  return row!;
}

const quota = (name: (typeof QUOTA_NAMES)[number]) => `w.${quotaCode(name)}`;
const SMALLEST = sql.raw(`least(${QUOTA_NAMES.map(quota).join(", ")})`);
const COUNTED = sql.raw(
  ROLLING_NAMES.map(
    (name) => `case when w.total >= ${quota(name)} * share.least
      then latchkey_window_used(w.budget_id, now(), ${intervalOf(name)}) end as ${name}`,
  ).join(", "),
);
const FULLEST = sql.raw(
  `greatest(${QUOTA_NAMES.map((name) => `w.${name}::float8 / w.${quotaCode(name)}`).join(", ")})`,
);

/**
 * The working keys of an account that were used in the last 24 hours and have used a share of a quota, the fullest
 * first. Of windows, those are summed that could be so full: none holds more than was ever counted.
 * @param least the share, 0 to 1
 */
export async function listFullKeys(
  db: Queryable,
  accountId: string,
  { least, limit }: { least: number; limit: number },
): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    with share as (select ${least}::float8 as least), capped as materialized (
      select k.id, k.budget_id, ${sql.raw(QUOTA_NAMES.map((name) => `k.${quotaCode(name)}`).join(", "))},
        (select coalesce(sum(u.counted), 0) from api_keys b join usage_totals u on u.key_id = b.id
          where b.budget_id = k.budget_id) as total
      from api_keys k join usage_totals t on t.key_id = k.id
      where k.account_id = ${accountId} and ${works("k")} and t.last_at >= now() - interval '24 hours'
    ), w as materialized (
      select w.*, ${COUNTED} from capped w cross join share where w.total >= ${SMALLEST} * share.least
    )
    select w.id from w cross join share where ${FULLEST} >= share.least
    order by ${FULLEST} desc, w.id limit ${limit}`);
  return rows.map(({ id }) => id);
}

const REFUSED_CODES = ["inactive_key", "expired_key", ...QUOTA_NAMES.map(quotaCode)] as const;

export interface RefusedKeyRow
  extends Record<"inactive_key" | "expired_key" | QuotaCode, number>, Record<string, unknown> {
  id: string;
  alias: string;
  /** Switched on, and its owner's moment for its end has not come. */
  active: boolean;
  /** ISO 8601, like all moments here; null: never. */
  expires_at: string | null;
  /** From when on they are counted: an hour ago, or up to a quarter of an hour before. */
  since: string;
}

/** The keys of an account whose requests were refused within the hour for what the key is, and how often. */
export async function listRefusedKeys(
  db: Queryable,
  accountId: string,
  limit: number,
): Promise<RefusedKeyRow[]> {
  const sums = REFUSED_CODES.map((code) => `coalesce(sum(q.${code}), 0)::float8 as ${code}`);
  const all = sql.raw(REFUSED_CODES.map((code) => `r.${code}`).join(" + "));
  return db.execute<RefusedKeyRow>(sql`
    select k.id, k.alias, k.active and coalesce(k.deactivate_at > now(), true) as active,
      ${iso(sql`k.expires_at`)} as expires_at, ${iso(COUNTED_FROM)} as since, r.*
    from api_keys k join usage_totals t on t.key_id = k.id cross join lateral (
      select ${sql.raw(sums.join(", "))} from key_quarters q
      where q.key_id = k.id and q.quarter >= ${COUNTED_FROM}
    ) r
    where k.account_id = ${accountId} and t.last_at >= ${COUNTED_FROM} and ${all} > 0
    order by ${all} desc, k.id limit ${limit}`);
}

export interface ExpiringKeyRow extends Record<string, unknown> {
  id: string;
  alias: string;
  expires_at: string;
  last_at: string;
  /** Whether a rotation has made its replacement. */
  is_replaced: boolean;
}

/** Working keys that expire within so many days and were used in the last 30, those that expire first coming first. */
export async function listExpiringKeys(
  db: Queryable,
  accountId: string,
  { days, limit }: { days: number; limit: number },
): Promise<ExpiringKeyRow[]> {
  return db.execute<ExpiringKeyRow>(sql`
    select k.id, k.alias, ${iso(sql`k.expires_at`)} as expires_at, ${iso(sql`t.last_at`)} as last_at,
      exists (select 1 from api_keys n where n.replaces_id = k.id and ${works("n")}) as is_replaced
    from api_keys k join usage_totals t on t.key_id = k.id
    where k.account_id = ${accountId} and ${works("k")}
      and k.expires_at <= now() + ${days} * interval '1 day' and t.last_at >= now() - interval '30 days'
    order by k.expires_at, k.id limit ${limit}`);
}

export interface OpenRotationRow extends Record<string, unknown> {
  /** Of the old key. */
  id: string;
  alias: string;
  /** When the newest working replacement was made. */
  since: string;
  /** When the old key goes off by itself; null: when its owner says so. */
  deactivate_at: string | null;
  /** Addresses that called with the old key in the last 24 hours. */
  callers: number;
  /** One of them, where it is known. */
  caller: string | null;
}

/** Rotations of which both keys work, the one that was begun first coming first. */
export async function listOpenRotations(
  db: Queryable,
  accountId: string,
  limit: number,
): Promise<OpenRotationRow[]> {
  return db.execute<OpenRotationRow>(sql`
    with open as materialized (
      select k.id, k.alias, k.deactivate_at, max(n.created_at) as since
      from api_keys n join api_keys k on k.id = n.replaces_id
      where n.account_id = ${accountId} and k.account_id = ${accountId}
        and ${works("n")} and ${works("k")}
      group by k.id order by since, k.id limit ${limit}
    )
    select o.id, o.alias, ${iso(sql`o.since`)} as since, ${iso(sql`o.deactivate_at`)} as deactivate_at,
      c.callers, c.caller
    from open o cross join lateral (
      select count(distinct coalesce(host(r.ip), ''))::int as callers, min(host(r.ip)) as caller
      from (select r.ip from request_logs r
        where r.account_id = ${accountId} and r.key_id = o.id and r.at >= now() - interval '24 hours'
        order by r.at desc, r.id desc limit ${CALLS_LOOKED_AT}) r
    ) c order by o.since, o.id`);
}

export interface FailingEndpointRow extends Record<string, unknown> {
  method: string;
  path: string;
  /** Answers of the endpoint, and those of them that were 5xx. */
  answers: number;
  failed: number;
}

/**
 * Endpoints that answered with 5xx to more than a share of an account's admitted requests of the last hour, those with
 * most of them first. Looks at the latest `ANSWERS_LOOKED_AT` rows, and at none where the index of errors has no 5xx.
 * @param over the share, 0 to 1
 * @param answers with fewer of them an endpoint is not judged
 */
export async function listFailingEndpoints(
  db: Queryable,
  accountId: string,
  { over, answers, limit }: { over: number; answers: number; limit: number },
): Promise<FailingEndpointRow[]> {
  return db.execute<FailingEndpointRow>(sql`
    with latest as materialized (
      select r.method, r.path, r.status, r.code from request_logs r
      where r.account_id = ${accountId} and r.at >= now() - interval '1 hour'
        and exists (select 1 from request_logs e where e.account_id = ${accountId}
          and e.at >= now() - interval '1 hour' and e.status >= 400 and e.status >= 500)
      order by r.at desc, r.id desc limit ${ANSWERS_LOOKED_AT}
    )
    select method, path, count(*)::float8 as answers,
      (count(*) filter (where status >= 500))::float8 as failed
    from latest where not ${isRejected}
    group by method, path
    having count(*) >= ${answers} and count(*) filter (where status >= 500) > ${over}::float8 * count(*)
    order by failed desc, method, path limit ${limit}`);
}
