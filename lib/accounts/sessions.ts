import {
  deleteSession,
  deleteSessions,
  listSessions as selectSessions,
} from "@/db/queries/sessions";
import type { Queryable } from "@/db/queryable";
import { actingUser } from "@/lib/sessions/acting-user";
import { inSession } from "@/lib/sessions/in-session";
import type { EndSession } from "@/lib/accounts/schema";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { Refusal } from "@/lib/refusal";

export interface SessionView {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  userAgent: string | null;
  ip: string | null;
}

/** Where a user is signed in, the place used last first. */
export function listSessions(db: Queryable, userId: string): Promise<SessionView[]> {
  return selectSessions(db, userId);
}

/** Ends one of the user's own sessions. @throws {Refusal} when there is no such */
export async function endSession({ ctx, input }: { ctx: AccountContext; input: EndSession }) {
  const userId = actingUser(ctx);
  await inSession(ctx, async (tx) => {
    if (!(await deleteSession(tx, userId, input.id))) {
      throw new Refusal("not_found", "This session has ended already.");
    }
    await writeAudit(tx, { ctx, action: "session.end", targetId: input.id });
  });
  return { id: input.id };
}

/** Ends all of the user's sessions but the one that asks. @returns how many */
export async function endOtherSessions({
  ctx,
  sessionId,
}: {
  ctx: AccountContext;
  sessionId: string;
}) {
  const userId = actingUser(ctx);
  const ended = await inSession(ctx, async (tx) => {
    const count = await deleteSessions(tx, userId, sessionId);
    if (count > 0) {
      await writeAudit(tx, { ctx, action: "session.end_others", after: { ended: count } });
    }
    return count;
  });
  return { ended };
}
