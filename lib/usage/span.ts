import type { Queryable } from "@/db/queryable";
import { limitStatements } from "@/db/queries/requests";
import type { BucketSize, UsageSpan } from "@/db/queries/usage";
import { isStatementTimeout } from "@/lib/statement-timeout";
import type { Range } from "./schema";

const CUTS: Record<Range, { hours: number; size: BucketSize }> = {
  "24h": { hours: 24, size: "hour" },
  "7d": { hours: 7 * 24, size: "quarter_day" },
  "30d": { hours: 30 * 24, size: "day" },
};

/** How a range is cut for charts, in a zone. */
export const spanOf = (range: Range, timeZone: string): UsageSpan => ({ ...CUTS[range], timeZone });

/** PostgreSQL's invalid_parameter_value: it does not know a zone that this process knows. */
function isUnknownZone(error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "22023";
}

/** Summing up millions of rows may take this long; the page shows the rest meanwhile. */
const TIMEOUT_MS = 30_000;

/**
 * Asks in the reader's zone, or in UTC where the database has never heard of it.
 * @returns null when there is too much to sum up in time
 */
export async function inZone<T>(
  db: Queryable,
  span: UsageSpan,
  ask: (tx: Queryable, span: UsageSpan) => Promise<T>,
): Promise<T | null> {
  try {
    return await db.transaction(async (tx) => {
      await limitStatements(tx, TIMEOUT_MS);
      return ask(tx, span);
    });
  } catch (error) {
    if (isStatementTimeout(error)) return null;
    if (span.timeZone === "UTC" || !isUnknownZone(error)) throw error;
    return inZone(db, { ...span, timeZone: "UTC" }, ask);
  }
}
