import { insertAuditEvent } from "@/db/queries/audit";
import type { Queryable } from "@/db/queryable";
import type { AccountContext } from "@/lib/context";
import { uuidv7 } from "@/lib/ids";

export interface AuditEvent {
  /** Whose trail, and who acts. */
  ctx: Pick<AccountContext, "accountId" | "actor">;
  /** Noun and verb, for example "key.create", "account.plan", "user.password". */
  action: string;
  /** The key, user or other thing that was changed. */
  targetId?: string | null;
  /** The fields that changed, as they were and as they are. Never a secret or a hash. */
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

/** Writes who changed what; call it with the transaction of the change, so that both stand or fall. */
export async function writeAudit(
  tx: Queryable,
  { ctx, action, targetId = null, before = null, after = null }: AuditEvent,
): Promise<void> {
  await insertAuditEvent(tx, {
    id: uuidv7(),
    accountId: ctx.accountId,
    actor: ctx.actor.kind,
    actorId: ctx.actor.userId,
    ip: ctx.actor.ip,
    action,
    targetId,
    before,
    after,
  });
}
