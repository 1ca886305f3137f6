import type { Queryable } from "@/db/queryable";
import { auditEvents } from "@/db/schema/operations";
import type { Actor } from "@/lib/context";
import { uuidv7 } from "@/lib/ids";

export interface AuditEvent {
  accountId: string;
  actor: Actor;
  /** What was done, for example "key.create" or "user.password". */
  action: string;
  /** The key, user or account that it was done to. */
  targetId?: string | null;
  /** What changed, as it was and as it is; never a secret or a hash. */
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

/** Writes who did what into the audit trail: call it with the transaction of the change. */
export async function writeAudit(tx: Queryable, event: AuditEvent): Promise<void> {
  await tx.insert(auditEvents).values({
    id: uuidv7(),
    accountId: event.accountId,
    actor: event.actor.kind,
    actorId: event.actor.userId,
    ip: event.actor.ip,
    action: event.action,
    targetId: event.targetId ?? null,
    before: event.before ?? null,
    after: event.after ?? null,
  });
}
