import { insertAuditEvents } from "@/db/queries/audit";
import type { Queryable } from "@/db/queryable";
import type { Actor } from "@/lib/context";
import { uuidv7 } from "@/lib/ids";
import { log } from "@/lib/log";

export interface AuditEvent {
  /** Whose trail, and who acts. Without an account it is the operator's own. */
  ctx: { accountId: string | null; actor: Actor };
  /** Noun and verb, for example "key.create", "account.plan", "user.password". */
  action: string;
  /** The key, user or other thing that was changed. */
  targetId?: string | null;
  /** The fields that changed, as they were and as they are. Never a secret or a hash. */
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

/** Writes who changed what; call it with the transaction of the change, so that both stand or fall. */
export function writeAudit(tx: Queryable, event: AuditEvent): Promise<void> {
  return writeAudits(tx, [event]);
}

/**
 * `writeAudit` for many changes at once. What comes in a request is a line of the log as well, which joins it with
 * that request.
 */
export async function writeAudits(tx: Queryable, events: readonly AuditEvent[]): Promise<void> {
  await insertAuditEvents(
    tx,
    events.map(({ ctx, action, targetId = null, before = null, after = null }) => ({
      id: uuidv7(),
      accountId: ctx.accountId,
      actor: ctx.actor.kind,
      actorId: ctx.actor.userId,
      tokenId: ctx.actor.tokenId ?? null,
      ip: ctx.actor.ip,
      action,
      targetId,
      before,
      after,
    })),
  );
  for (const { ctx, action, targetId } of events) {
    const { kind, userId, tokenId, ip, requestId } = ctx.actor;
    if (kind === "cli" || kind === "system") continue;
    const { accountId } = ctx;
    log.info({ audit: action, accountId, targetId, userId, tokenId, ip, requestId }, "audit");
  }
}
