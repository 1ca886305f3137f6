import { deleteSession } from "@/db/queries/sessions";
import { auditSignOut } from "@/lib/sessions/note-sign-in";
import type { Visit } from "@/lib/sessions/visit";

/** Ends the session of who signs out. One that has ended already stays so. */
export async function signOut(visit: Visit, userId: string, sessionId: string): Promise<void> {
  await visit.db.transaction(async (tx) => {
    if (await deleteSession(tx, userId, sessionId)) {
      await auditSignOut(tx, visit, { userId, sessionId });
    }
  });
}
