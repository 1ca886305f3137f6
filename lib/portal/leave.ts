import { endPortalSession } from "@/db/queries/portal";
import type { Visit } from "@/lib/sessions/visit";
import { writeAudit } from "@/lib/audit";

/** Ends the session of a visitor who signs out. One that has ended already stays so. */
export async function leavePortal(visit: Visit, sessionId: string): Promise<void> {
  await visit.db.transaction(async (tx) => {
    const ended = await endPortalSession(tx, sessionId);
    if (ended === null) return;
    const { accountId, tokenId } = ended;
    const { ip, requestId } = visit;
    const actor = { kind: "portal" as const, userId: null, tokenId, ip, sessionId, requestId };
    const ctx = { accountId, actor };
    await writeAudit(tx, { ctx, action: "session.end", targetId: sessionId });
  });
}
