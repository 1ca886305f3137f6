import { type OutcomesRow, sumKeyOutcomes } from "@/db/queries/key-outcomes";
import type { Queryable } from "@/db/queryable";
import { OUTCOME_COLUMNS } from "@/db/schema/traffic-columns";
import { type Outcome, OUTCOMES } from "@/lib/format/outcome";
import { askInZone } from "./place";
import { type OutcomeCounts, outcomeOf, type Range, type TrafficReport } from "./schema";

interface Counted {
  requests: number;
  outcomes: OutcomeCounts;
}

export interface KeyOutcomes extends Pick<TrafficReport, "size" | "timeZone"> {
  /** Oldest first; those without requests too. */
  buckets: Array<Counted & { start: string }>;
  total: Counted;
}

const ADMITTED: ReadonlySet<string> = new Set(["ok", "client_error", "server_error"]);

/** Each counter and the outcome that charts show it as. */
const OUTCOME_BY_COLUMN = OUTCOME_COLUMNS.map(
  (column) => [column, ADMITTED.has(column) ? (column as Outcome) : outcomeOf(column, 0)] as const,
);

function nothing(): Counted {
  const outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as OutcomeCounts;
  return { requests: 0, outcomes };
}

function add(sum: Counted, row: OutcomesRow): Counted {
  sum.requests += row.requests;
  for (const [column, outcome] of OUTCOME_BY_COLUMN) sum.outcomes[outcome] += row[column];
  return sum;
}

/**
 * One key's requests over a range by outcome: `traffic` without latency, credits and the time
 * before, for a page that shows nothing of them and is to be quick.
 *
 * @param timeZone an IANA name; days are those of this zone
 */
export async function keyOutcomes({
  db,
  accountId,
  keyId,
  range,
  timeZone,
}: {
  db: Queryable;
  accountId: string;
  keyId: string;
  range: Range;
  timeZone: string;
}): Promise<KeyOutcomes> {
  return askInZone(db, range, timeZone, async (tx, span) => {
    const rows = await sumKeyOutcomes(tx, accountId, keyId, span);
    const byStart = new Map(rows.map((row) => [row.start, add(nothing(), row)]));
    const { starts, size, timeZone } = span;
    return {
      size,
      timeZone,
      buckets: starts.map((start) => ({ start, ...(byStart.get(start) ?? nothing()) })),
      total: rows.reduce(add, nothing()),
    };
  });
}
