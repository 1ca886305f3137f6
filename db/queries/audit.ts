import { and, desc, eq } from "drizzle-orm";
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
