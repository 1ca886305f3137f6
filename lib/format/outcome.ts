/** How a request ended, in the order in which the chart stacks it. */
export const OUTCOMES = [
  "ok",
  "client_error",
  "server_error",
  "rejected_plan",
  "rejected_quota",
  "rejected_key",
  "rejected_other",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const OUTCOME_WORDS: Record<Outcome, string> = {
  ok: "Succeeded, 2xx and 3xx",
  client_error: "Endpoint error, 4xx",
  server_error: "Endpoint error, 5xx",
  rejected_plan: "Rejected: plan limit",
  rejected_quota: "Rejected: quota",
  rejected_key: "Rejected: key off or expired",
  rejected_other: "Rejected: other",
};
