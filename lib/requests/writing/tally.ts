import { OUTCOME_COLUMNS, type OutcomeColumn } from "@/db/schema/traffic-columns";
import type { RejectionCode } from "@/lib/errors";
import { ttfbBucket } from "./histogram";

const ADMITTED = { ok: 0, client_error: 1, server_error: 2 } as const;
const PLACES = new Map<string, number>(
  OUTCOME_COLUMNS.map((name, i) => [name, i] as const).filter(([, i]) => i > ADMITTED.server_error),
);

type Counter = Exclude<OutcomeColumn, keyof typeof ADMITTED>;
type Unmatched = Exclude<RejectionCode, Counter> | Exclude<Counter, RejectionCode>;
// It does not compile where a rejection has no counter, or a counter no rejection.
const _isMatched: [Unmatched] extends [never] ? true : Unmatched = true;

/**
 * Where a log row is counted: the place of its outcome in OUTCOME_COLUMNS, and the bucket of its
 * time to first byte, null where it was rejected.
 *
 * @param code of an answer of ours: not every one of them is a rejection (`bad_gateway`)
 */
export function tallyOf(
  code: string | null,
  status: number,
  durationMs: number,
): { outcome: number; ttfb: number | null } {
  const rejected = code === null ? undefined : PLACES.get(code);
  if (rejected !== undefined) return { outcome: rejected, ttfb: null };
  const outcome =
    status >= 500 ? ADMITTED.server_error : status >= 400 ? ADMITTED.client_error : ADMITTED.ok;
  return { outcome, ttfb: ttfbBucket(durationMs) };
}
