import type { Queryable } from "@/db/queryable";

/** Who acts, for the audit trail. */
export interface Actor {
  kind: "user" | "token" | "cli" | "system";
  userId: string | null;
  /** The operator token that acts. */
  tokenId?: string;
  ip: string | null;
  /** The sign-in through which a user acts. */
  sessionId?: string;
  /** Of the request, ours, for the log; null where no front door made one. */
  requestId?: string | null;
}

/** What every verb on an account's things is given: `verb({ ctx, input })`. */
export interface AccountContext {
  /** The pool, or a transaction in which all that is done stands or falls. */
  db: Queryable;
  accountId: string;
  actor: Actor;
}
