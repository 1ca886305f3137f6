import { and, desc, eq, sql } from "drizzle-orm";
import { asArray } from "./as-array";
import type { Queryable } from "../queryable";
import { users } from "../schema/accounts";
import { auditEvents } from "../schema/operations";
import { operatorTokens } from "../schema/tokens";

export type NewAuditEvent = typeof auditEvents.$inferInsert;

/** So many in one statement: it takes 65,534 parameters. */
const SLICE = 5_000;

export async function insertAuditEvents(
  db: Queryable,
  events: readonly NewAuditEvent[],
): Promise<void> {
  for (let from = 0; from < events.length; from += SLICE) {
    await db.insert(auditEvents).values(events.slice(from, from + SLICE));
  }
}

/** What was done to one thing, newest first. */
export function listAuditEvents(db: Queryable, accountId: string, targetId: string, limit: number) {
  return db
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      actor: auditEvents.actor,
      actorName: users.name,
      tokenName: operatorTokens.name,
      ip: auditEvents.ip,
      action: auditEvents.action,
      before: auditEvents.before,
      after: auditEvents.after,
    })
    .from(auditEvents)
    .leftJoin(users, eq(users.id, auditEvents.actorId))
    .leftJoin(operatorTokens, eq(operatorTokens.id, auditEvents.tokenId))
    .where(and(eq(auditEvents.accountId, accountId), eq(auditEvents.targetId, targetId)))
    .orderBy(desc(auditEvents.at), desc(auditEvents.id))
    .limit(limit);
}

/** What of an account's trail is looked for. */
export interface AuditSearch {
  accountId: string;
  /** One of these was done; null: anything. */
  actions: readonly string[] | null;
  /** Who did it; null: anybody. */
  actor: string | null;
  /** The first and the last day, `2026-11-24`, in a time zone; null: without an end. */
  days: { from: string | null; to: string | null; timeZone: string };
  /** The event at which it goes on, to the microsecond, and in which direction. */
  after: { go: "older" | "newer"; at: string; id: string } | null;
  limit: number;
}

/** An event of an account's trail. `at` is ISO 8601 in UTC, to the microsecond. */
export interface AuditRow extends Record<string, unknown> {
  id: string;
  at: string;
  actor: "user" | "portal" | "token" | "cli" | "system";
  actorName: string | null;
  tokenName: string | null;
  ip: string | null;
  action: string;
  targetId: string | null;
  /** Of the key that was changed, while there is one. */
  keyAlias: string | null;
  before: unknown;
  after: unknown;
}

/** What was done in an account, newest first; oldest first where it goes on to newer ones. */
export async function searchAuditEvents(db: Queryable, search: AuditSearch): Promise<AuditRow[]> {
  const { accountId, actions, actor, days, after, limit } = search;
  const { from, to, timeZone } = days;
  const conditions = [sql`e.account_id = ${accountId}`];
  if (actions) conditions.push(sql`e.action = any(${asArray(actions)}::text[])`);
  if (actor) conditions.push(sql`e.actor = ${actor}`);
  if (from) conditions.push(sql`e.at >= ${from}::date::timestamp at time zone ${timeZone}`);
  if (to) conditions.push(sql`e.at < (${to}::date + 1)::timestamp at time zone ${timeZone}`);
  if (after) {
    const compare = after.go === "older" ? sql`<` : sql`>`;
    conditions.push(sql`(e.at, e.id) ${compare} (${after.at}::timestamptz, ${after.id}::uuid)`);
  }
  const direction = after?.go === "newer" ? sql`asc` : sql`desc`;
  const order = sql`order by e.at ${direction}, e.id ${direction}`;
  return db.execute<AuditRow>(sql`
    select e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
      e.actor, u.name as "actorName", t.name as "tokenName", e.ip, e.action, e.target_id as "targetId",
      k.alias as "keyAlias", e.before, e.after
    from (
      select * from audit_events e where ${sql.join(conditions, sql` and `)} ${order} limit ${limit}
    ) e
    left join users u on u.id = e.actor_id
    left join operator_tokens t on t.id = e.token_id
    left join api_keys k on k.id = e.target_id and k.account_id = e.account_id
    ${order}`);
}
