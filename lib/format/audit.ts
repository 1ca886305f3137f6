import { formatCount } from "./number";

const WORDS: Record<string, string> = {
  "key.create": "Created",
  "key.update": "Changed",
  "key.deactivate": "Deactivated",
  "key.reactivate": "Reactivated",
  "key.rotate": "Replacement created",
  "key.delete": "Deleted",
};

/** What was done, as the beginning of a sentence. */
export function auditWords(action: string): string {
  return WORDS[action] ?? action;
}

const FIELDS: Record<string, string> = {
  alias: "alias",
  category: "category",
  expiresAt: "expiry",
  deactivateAt: "goes inactive",
  quotaTotal: "total",
  quotaDaily: "daily",
  quotaWeekly: "weekly",
  quotaMonthly: "monthly",
};

/** The fields of a change as "field: before → after"; nothing for what has no before. */
export function changedFields(
  before: unknown,
  after: unknown,
): { field: string; before: string; after: string }[] {
  if (!isRecord(before) || !isRecord(after)) return [];
  return Object.keys(after)
    .filter((field) => field in FIELDS)
    .map((field) => ({
      field: FIELDS[field] ?? field,
      before: valueWords(before[field]),
      after: valueWords(after[field]),
    }));
}

function valueWords(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (typeof value === "number") return formatCount(value);
  if (typeof value === "string")
    return value.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, "$1 $2 UTC");
  return JSON.stringify(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
