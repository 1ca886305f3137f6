import type { Database } from "@/db/client";

/** Somebody whom we do not know yet: what verbs before the sign-in are given. */
export interface Visit {
  db: Database;
  ip: string | null;
  userAgent: string | null;
}
