import type { Queryable } from "@/db/queryable";
import { placeSpan, type RangeAsked, type Span } from "@/db/queries/span";
import { daysOf, type Range, type UsageRange } from "./schema";

const CUTS: Record<Range, RangeAsked> = {
  "24h": { hours: 24, size: "hour" },
  "7d": { hours: 7 * 24, size: "quarter_day" },
  "30d": { hours: 30 * 24, size: "day" },
};

function cut(range: UsageRange): RangeAsked {
  if (typeof range === "string") return CUTS[range];
  const days = daysOf(range);
  return { ...range, size: days <= 2 ? "hour" : days <= 14 ? "quarter_day" : "day" };
}

/** PostgreSQL's invalid_parameter_value: it does not know a zone that this process knows. */
function isUnknownZone(error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "22023";
}

/**
 * Asks several questions about a range from one snapshot, in the reader's zone, or in UTC where
 * the database has never heard of it.
 */
export async function askInZone<T>(
  db: Queryable,
  range: UsageRange,
  timeZone: string,
  ask: (tx: Queryable, span: Span) => Promise<T>,
): Promise<T> {
  try {
    return await db.transaction(async (tx) => ask(tx, await placeSpan(tx, cut(range), timeZone)), {
      isolationLevel: "repeatable read",
      accessMode: "read only",
    });
  } catch (error) {
    if (timeZone === "UTC" || !isUnknownZone(error)) throw error;
    return askInZone(db, range, "UTC", ask);
  }
}
