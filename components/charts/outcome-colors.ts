import type { Outcome } from "@/lib/format/outcome";

/** Fixed, so that a colour means the same in each chart: see `outcome-colors.css`. */
export const OUTCOME_COLORS: Record<Outcome, string> = {
  ok: "var(--outcome-ok)",
  client_error: "var(--outcome-client-error)",
  server_error: "var(--outcome-server-error)",
  rejected_plan: "var(--outcome-rejected-plan)",
  rejected_quota: "var(--outcome-rejected-quota)",
  rejected_key: "var(--outcome-rejected-key)",
  rejected_other: "var(--outcome-rejected-other)",
};
