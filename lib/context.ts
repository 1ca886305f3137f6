import type { Queryable } from "@/db/queryable";

/** Who acts, for the audit trail. */
export interface Actor {
  /** "portal" is somebody whom the operator's own app has sent: they are nobody that we know. */
  kind: "user" | "portal" | "token" | "cli" | "system";
  userId: string | null;
  /** The operator token that acts, or that has made the link by which somebody came. */
  tokenId?: string;
  ip: string | null;
  /** The sign-in through which a user acts, or the visit of who came by a link. */
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
