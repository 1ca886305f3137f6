import type { Database } from "@/db/client";

/** Somebody whom we do not know yet: what verbs before the sign-in are given. */
export interface Visit {
  db: Database;
  ip: string | null;
  userAgent: string | null;
  /** Ours, for the log; null where no front door made one. */
  requestId?: string | null;
}
