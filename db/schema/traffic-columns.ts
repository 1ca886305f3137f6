const FIRST_OUTCOMES = [
  "ok",
  "client_error",
  "server_error",
  "invalid_key",
  "inactive_key",
  "expired_key",
  "quota_total",
  "quota_daily",
  "quota_weekly",
  "quota_monthly",
  "plan_second",
  "plan_minute",
  "ip_blocked",
  "unavailable",
] as const;
/** These came later, and stand behind all others in their tables. */
const LATER_OUTCOMES = ["account_suspended"] as const;

/** How a request can end: by its answer's status when it was admitted, else by the code of its rejection. */
export const OUTCOME_COLUMNS = [...FIRST_OUTCOMES, ...LATER_OUTCOMES] as const;
export type OutcomeColumn = (typeof OUTCOME_COLUMNS)[number];

/**
 * The histogram of the time to first byte: t0 counts what took less than the first of
 * lib/requests/writing/histogram.ts's bounds, t1 what lies between the first and the second, and so on.
 */
export const TTFB_BUCKETS = 66;
export const TTFB_COLUMNS: readonly string[] = Array.from(
  { length: TTFB_BUCKETS },
  (_, i) => `t${i}`,
);

/** All counters, in the order in which they stand in their tables after `requests` and `credits`. */
export const TRAFFIC_COLUMNS: readonly string[] = [
  ...FIRST_OUTCOMES,
  ...TTFB_COLUMNS,
  ...LATER_OUTCOMES,
];

/** The place in TRAFFIC_COLUMNS of each of OUTCOME_COLUMNS. */
export const OUTCOME_PLACES: readonly number[] = OUTCOME_COLUMNS.map((name) =>
  TRAFFIC_COLUMNS.indexOf(name),
);
/** The place in TRAFFIC_COLUMNS of the first of TTFB_COLUMNS. */
export const FIRST_TTFB_PLACE = FIRST_OUTCOMES.length;
