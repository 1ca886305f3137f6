import { openPortalLink } from "@/db/queries/portal";
import type { Visit } from "@/lib/sessions/visit";
import { writeAudit } from "@/lib/audit";
import { hashPortalSecret } from "@/lib/portal/secret";
import { PortalSecret } from "@/lib/portal/schema";

/** A session that a link has opened. */
export interface OpenedSession {
  accountId: string;
  sessionId: string;
}

/** Opens a link, once. @returns null where it opens nothing, or nothing any more */
export async function openPortal(visit: Visit, secret: unknown): Promise<OpenedSession | null> {
  const parsed = PortalSecret.safeParse(secret);
  if (!parsed.success) return null;
  return visit.db.transaction(async (tx) => {
    const opened = await openPortalLink(tx, hashPortalSecret(parsed.data));
    if (opened === null) return null;
    const { id: sessionId, account_id: accountId, token_id: tokenId } = opened;
    const { ip, requestId } = visit;
    const actor = { kind: "portal" as const, userId: null, tokenId, ip, sessionId, requestId };
    const ctx = { accountId, actor };
    await writeAudit(tx, { ctx, action: "portal.open", targetId: sessionId });
    return { accountId, sessionId };
  });
}
