import { isRejection, type RejectionCode } from "@/lib/errors";

const REASONS: Record<RejectionCode, string> = {
  invalid_key: "Key unknown",
  inactive_key: "Key inactive",
  expired_key: "Key expired",
  quota_total: "Total quota reached",
  quota_daily: "Daily quota reached",
  quota_weekly: "Weekly quota reached",
  quota_monthly: "Monthly quota reached",
  plan_second: "Plan's limit per second",
  plan_minute: "Plan's limit per minute",
  ip_blocked: "Address blocked",
  account_suspended: "Account suspended",
  unavailable: "Service unavailable",
};

/** Why a request was rejected, in a few words; the code itself where there are none for it. */
export const rejectionReason = (code: string): string => (isRejection(code) ? REASONS[code] : code);
