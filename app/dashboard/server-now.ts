import { databaseNow } from "@/lib/time/database-time";

/** The moment of an answer, Unix milliseconds; handed on, so that all of a page is told from one clock. */
export async function serverNow(): Promise<number> {
  return databaseNow();
}
