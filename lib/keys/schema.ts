import { z } from "zod";
import { byQuotaField, QUOTA_NAMES } from "@/lib/quota-windows";
import type { KeySort, KeyStatus } from "@/lib/format/key-search";
import { oneLine } from "@/lib/text/schema";
import { databaseNow } from "@/lib/time/database-time";

/**
 * One schema for a key's fields: the form checks with it in the browser, the server action and
 * the command line check with it again, and its messages stand beside the fields.
 */

export const PRESET_CATEGORIES = ["production", "development", "staging"] as const;
export const MAX_ALIAS_LENGTH = 64;
export const MAX_CATEGORY_LENGTH = 32;
export const MAX_QUOTA = 1_000_000_000_000;

const text = (name: string, max: number) =>
  oneLine(max, { missing: `${name} is required.`, subject: name });

export const Alias = text("Alias", MAX_ALIAS_LENGTH);
export const Category = text("Category", MAX_CATEGORY_LENGTH);

const QUOTA_TAKES = "Enter a whole number from 1 to 1,000,000,000,000, or leave it empty.";

const QUOTA_DIGITS =
  "Write it in digits, such as 5000 or 5,000: a whole number from 1 to 1,000,000,000,000.";

/** Thousands set apart, by the same sign throughout. No point: "5.000" is five to many. */
const GROUPED = /^\d{1,3}([,'’_ \u00a0\u202f])\d{3}(\1\d{3})*$/;

/**
 * Empty or null for no cap, else a whole number from 1 to 10^12; as text in digits, whose thousands
 * may be set apart.
 */
export const Quota = z
  .union([z.number(), z.string(), z.null(), z.undefined()], { error: QUOTA_TAKES })
  .transform((value, ctx): number | null => {
    if (value === null || value === undefined) return null;
    const trimmed = typeof value === "string" ? ungrouped(value.trim()) : value;
    if (trimmed === "") return null;
    const isWhole =
      typeof trimmed === "number" ? Number.isInteger(trimmed) : /^\d{1,15}$/.test(trimmed);
    const parsed = Number(trimmed);
    if (!isWhole || parsed < 1 || parsed > MAX_QUOTA) {
      const isFigure = typeof trimmed === "string" && /^\d.*\D/.test(trimmed);
      ctx.addIssue({ code: "custom", message: isFigure ? QUOTA_DIGITS : QUOTA_TAKES });
      return z.NEVER;
    }
    return parsed;
  });

function ungrouped(text: string): string {
  const separator = GROUPED.exec(text)?.[1];
  return separator === undefined ? text : text.replaceAll(separator, "");
}

const EXPIRES_TAKES = "Enter a date such as 2030-12-31T23:59:59Z, or leave it empty.";

/** Empty or null for no expiry, else a moment: an ISO 8601 text, or a Date. */
export const Moment = z
  .union([z.date(), z.string(), z.null(), z.undefined()], { error: EXPIRES_TAKES })
  .transform((value, ctx): Date | null => {
    if (value === null || value === undefined) return null;
    if (typeof value === "string" && value.trim() === "") return null;
    const moment = value instanceof Date ? value : parseIso(value.trim());
    if (moment === null || Number.isNaN(moment.getTime())) {
      ctx.addIssue({ code: "custom", message: EXPIRES_TAKES });
      return z.NEVER;
    }
    return moment;
  });

const ISO = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** UTC where no zone is given, whatever the machine's own; a plain date means the end of that day. */
function parseIso(value: string): Date | null {
  const match = ISO.exec(value);
  if (!match) return null;
  const [, year, month, day] = match.map(Number);
  // Date rolls 31 February over into March; a person who typed it meant something else.
  const calendar = new Date(Date.UTC(year!, month! - 1, day!));
  if (calendar.getUTCMonth() !== month! - 1 || calendar.getUTCDate() !== day!) return null;
  if (!match[4]) return new Date(`${value}T23:59:59.999Z`);
  return new Date(match[7] ? value : `${value}Z`);
}

export const MOMENT_IN_PAST = "The moment must lie in the future.";
export const EXPIRES_IN_PAST = "Expires must lie in the future.";

/** As `Moment`, and in the future. */
export const Expires = Moment.refine(
  (moment) => moment === null || moment.getTime() > databaseNow(),
  {
    message: EXPIRES_IN_PAST,
  },
);

// A field that is absent is a field left blank.
const blankable = <T extends z.ZodType>(schema: T) =>
  schema.optional().transform((value) => value ?? null);

export const CreateKey = z.object({
  alias: Alias,
  category: Category,
  expiresAt: blankable(Expires),
  ...byQuotaField(() => blankable(Quota)),
});
export type CreateKeyInput = z.input<typeof CreateKey>;
export type CreateKey = z.output<typeof CreateKey>;

export const KeyId = z.string().uuid("This is not a key's id.");

/** Fields that are absent stay as they are; null or empty clears expiry and quotas. */
export const UpdateKey = z.object({
  id: KeyId,
  alias: Alias.optional(),
  category: Category.optional(),
  active: z.boolean().optional(),
  // A key that has expired may be saved with its date unchanged: the verb compares.
  expiresAt: Moment.optional(),
  /** The moment from which on the key counts as inactive; the last step of a rotation sets it. */
  deactivateAt: Moment.optional(),
  ...byQuotaField(() => Quota.optional()),
});
export type UpdateKeyInput = z.input<typeof UpdateKey>;
export type UpdateKey = z.output<typeof UpdateKey>;

/** Step 1 of a rotation: what the replacement takes over, and what the owner chooses. */
export const RotateKey = z.object({
  id: KeyId,
  alias: Alias,
  expiresAt: blankable(Expires),
  /** "fresh": the replacement's quotas start empty. "shared": both draw on one budget. */
  budget: z.enum(["fresh", "shared"]),
});
export type RotateKeyInput = z.input<typeof RotateKey>;
export type RotateKey = z.output<typeof RotateKey>;

/** All of a rotation at once, as programs ask for it; what is absent is as the wizard suggests it. */
export const RotateAtOnce = z.strictObject({
  alias: Alias.optional(),
  /** Whether both draw on one budget, rather than that the replacement's quotas start empty. */
  sharedBudget: z.boolean().default(false),
  /** When the old key goes inactive; absent or null: when somebody deactivates it. */
  deactivateOldAt: Moment.refine(
    (moment) => moment === null || moment.getTime() > Date.now(),
    MOMENT_IN_PAST,
  ).optional(),
});
export type RotateAtOnce = z.output<typeof RotateAtOnce>;

export const KeyRef = z.object({ id: KeyId });
export type KeyRef = z.output<typeof KeyRef>;

/** A quota that is being thought about, to be tried on the key's own past. */
export const WhatIf = z.object({
  id: KeyId,
  quota: z.enum(QUOTA_NAMES),
  limit: z.number().int().min(1).max(MAX_QUOTA),
});
export type WhatIf = z.output<typeof WhatIf>;

/** What a new key's owner waits for: its latest request. `at` is ISO 8601. */
export const FirstRequest = z.object({
  at: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number(),
  /** Set when Latchkey answered by itself: the request was rejected. */
  code: z.string().nullable(),
  ip: z.string().nullable(),
});
export type FirstRequest = z.output<typeof FirstRequest>;

/** More than a page of the list holds; each of them is locked until the switch is done. */
const MAX_SWITCHED = 100;

/** Many keys switched on or off at once. */
export const SwitchKeys = z.object({
  ids: z.array(KeyId).min(1, "Select a key first.").max(MAX_SWITCHED),
  active: z.boolean(),
});
export type SwitchKeys = z.output<typeof SwitchKeys>;

/** The owner's answer about keys that were there when the password was reset. */
export const ReviewKeys = z.object({
  ids: z.array(KeyId).min(1, "Select a key first.").max(MAX_SWITCHED),
  keep: z.boolean(),
});
export type ReviewKeys = z.output<typeof ReviewKeys>;

/** What somebody types to find a key by its alias. */
export const FindKeys = z.object({
  q: z.string().normalize("NFC").trim().max(MAX_ALIAS_LENGTH),
});
export type FindKeys = z.output<typeof FindKeys>;

/** What the list of keys is asked for. "active" takes in the keys that expire soon. */
export interface KeySearch {
  /** Part of an alias or category, or a key's last characters. */
  q: string;
  status: KeyStatus | null;
  category: string | null;
  sort: KeySort;
  order: "asc" | "desc";
  /** From 1. */
  page: number;
  pageSize: number;
}
