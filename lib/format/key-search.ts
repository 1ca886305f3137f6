/**
 * The words with which a list of keys is asked for, in the URL and of the database. They stand
 * apart from the schemas, so that the page of keys need not load a validator to know them.
 */

/** What a key's owner sees at a glance, the graver state first: see key-status.ts. */
export const KEY_STATUSES = ["active", "expiring", "reached", "inactive", "expired"] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];

export const KEY_SORTS = [
  "created",
  "alias",
  "category",
  "status",
  "day",
  "lastUsed",
  "expires",
] as const;
export type KeySort = (typeof KEY_SORTS)[number];
