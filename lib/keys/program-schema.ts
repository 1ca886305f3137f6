import { z } from "zod";
import { Category, CreateKey, type PRESET_CATEGORIES, Quota, UpdateKey } from "@/lib/keys/schema";
import { byQuota, QUOTA_NAMES, type QuotaField, quotaField } from "@/lib/quota-windows";

/** A key's fields as programs send them: those of the form, and quotas as answers have them. */

/** The one that promises least, as on the command line. */
export const DEFAULT_CATEGORY: (typeof PRESET_CATEGORIES)[number] = "development";

const Quotas = z.strictObject(byQuota(() => Quota.optional())).optional();

/** Puts what `quotas` says where the form has it. */
export function flat<T extends { quotas?: z.output<typeof Quotas> }>({
  quotas = {},
  ...fields
}: T) {
  const given = QUOTA_NAMES.filter((name) => quotas[name] !== undefined).map((name) => [
    quotaField(name),
    quotas[name],
  ]);
  return {
    ...fields,
    ...(Object.fromEntries(given) as Partial<Record<QuotaField, number | null>>),
  };
}

/** The fields of a new key; `alias` alone is needed. */
export const NEW_KEY = {
  ...CreateKey.shape,
  category: Category.default(DEFAULT_CATEGORY),
  quotas: Quotas,
};

export const NewKeyFields = z.strictObject(NEW_KEY).transform(flat);

const { id: _id, ...CHANGED } = UpdateKey.shape;

/** Fields that are absent stay as they are; null clears dates and quotas. */
export const ChangedKeyFields = z.strictObject({ ...CHANGED, quotas: Quotas }).transform(flat);
