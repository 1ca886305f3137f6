import type { BucketSize, UsageSpan } from "@/db/queries/usage";
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

/** Asks in the reader's zone, or in UTC where the database has never heard of it. */
export async function inZone<T>(span: UsageSpan, ask: (span: UsageSpan) => Promise<T>): Promise<T> {
  try {
    return await ask(span);
  } catch (error) {
    if (span.timeZone === "UTC" || !isUnknownZone(error)) throw error;
    return ask({ ...span, timeZone: "UTC" });
  }
}
