import type { Database } from "@/db/client";

/** Who acts, for the audit trail. */
export interface Actor {
  kind: "user" | "cli" | "system";
  userId: string | null;
  ip: string | null;
}

/** What every verb on an account's things is given: `verb({ ctx, input })`. */
export interface AccountContext {
  db: Database;
  accountId: string;
  actor: Actor;
}
