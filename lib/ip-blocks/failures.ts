import { selectFailures } from "@/db/queries/auth-failures";
import type { Queryable } from "@/db/queryable";
import { databaseNow } from "@/lib/time/database-time";

/** More than a person reads; a flood may come from any number. */
const MOST = 1_000;

export interface FailuresView {
  /** An IPv4 address, or an IPv6 network as `2001:db8::/64`. */
  ip: string;
  /** Unknown and malformed keys that it sent, at all instances. */
  failures: number;
  /** When the last of them came, to some seconds. */
  lastAt: Date;
}

/**
 * Addresses with failed authentications, those with the most first.
 *
 * @param sinceMs how far back, in milliseconds; they are kept for a day
 */
export function listFailures({
  db,
  sinceMs,
}: {
  db: Queryable;
  sinceMs: number;
}): Promise<FailuresView[]> {
  return selectFailures(db, new Date(databaseNow() - sinceMs), MOST);
}
