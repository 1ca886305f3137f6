import { isRejection, type RejectionCode } from "@/lib/errors";
import { byQuotaCode, quotaLabel } from "@/lib/quota-windows";

const REASONS: Record<RejectionCode, string> = {
  invalid_key: "Key unknown",
  inactive_key: "Key inactive",
  expired_key: "Key expired",
  ...byQuotaCode((name) => `${quotaLabel(name)} reached`),
  plan_second: "Plan's limit per second",
  plan_minute: "Plan's limit per minute",
  ip_blocked: "Address blocked",
  account_suspended: "Account suspended",
  unavailable: "Service unavailable",
};

/** Why a request was rejected, in a few words; the code itself where there are none for it. */
export const rejectionReason = (code: string): string => (isRejection(code) ? REASONS[code] : code);
