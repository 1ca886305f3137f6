/** The rolling quotas of a key, in the order in which they are checked and told. */
export const QUOTA_NAMES = ["total", "daily", "weekly", "monthly"] as const;
export type QuotaName = (typeof QUOTA_NAMES)[number];
