import { and, desc, eq } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { users } from "../schema/accounts";
import { auditEvents } from "../schema/operations";

export async function insertAuditEvent(
  db: Queryable,
  event: typeof auditEvents.$inferInsert,
): Promise<void> {
  await db.insert(auditEvents).values(event);
}

/** What was done to one thing, newest first. */
export function listAuditEvents(db: Queryable, accountId: string, targetId: string, limit: number) {
  return db
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      actor: auditEvents.actor,
      actorName: users.name,
      ip: auditEvents.ip,
      action: auditEvents.action,
      before: auditEvents.before,
      after: auditEvents.after,
    })
    .from(auditEvents)
    .leftJoin(users, eq(users.id, auditEvents.actorId))
    .where(and(eq(auditEvents.accountId, accountId), eq(auditEvents.targetId, targetId)))
    .orderBy(desc(auditEvents.at), desc(auditEvents.id))
    .limit(limit);
}
