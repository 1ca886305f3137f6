import type { Queryable } from "@/db/queryable";

/** Somebody whom we do not know yet: what verbs before the sign-in are given. */
export interface Visit {
  db: Queryable;
  ip: string | null;
  userAgent: string | null;
  /** Ours, for the log; null where no front door made one. */
  requestId?: string | null;
}
