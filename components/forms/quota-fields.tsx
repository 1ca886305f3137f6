"use client";

import type { ReactNode } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatCount } from "@/lib/format/number";
import { reachedBefore } from "@/lib/format/reached-before";
import { type CreateKeyInput, Quota } from "@/lib/keys/schema";
import {
  byQuota,
  QUOTA_NAMES,
  QUOTA_WINDOWS,
  quotaField,
  quotaLabel,
  spanWords,
} from "@/lib/quota-windows";

export const QUOTA_FIELDS = QUOTA_NAMES.map((quota) => ({
  quota,
  name: quotaField(quota),
  label: quotaLabel(quota),
  hint: QUOTA_WINDOWS[quota].hint,
  window: quota === "total" ? "ever" : spanWords(quota),
}));

export type QuotaField = (typeof QUOTA_FIELDS)[number];

interface QuotaFieldsProps {
  /** What stands below a field besides its hint. */
  below?: (field: QuotaField) => ReactNode;
}

/** The quotas, each with what it means in a line, and its figure in words as it is typed. */
export function QuotaFields({ below }: QuotaFieldsProps) {
  const { register, formState } = useFormContext<CreateKeyInput>();
  return (
    <fieldset id="quota-fields" data-focus-rest className="@container scroll-mt-16 space-y-3">
      <legend className="text-sm font-semibold">Rolling quotas</legend>
      <p className="text-[13px] text-muted">
        How many requests the key may make. Empty: no cap. All that are set hold at once.
      </p>
      <div className="grid gap-4 @md:grid-cols-2">
        {QUOTA_FIELDS.map((field) => (
          <div key={field.name} className="space-y-1.5">
            <Field
              label={field.label}
              hint={<QuotaHint field={field} />}
              error={formState.errors[field.name]?.message}
            >
              <Input
                {...register(field.name)}
                inputMode="numeric"
                autoComplete="off"
                placeholder="No cap"
                className="font-mono tabular-nums"
              />
            </Field>
            {below?.(field)}
          </div>
        ))}
      </div>
    </fieldset>
  );
}

const NAMES = QUOTA_FIELDS.map(({ name }) => name);

/** What the quota means; while it is set, with the figure written so that zeros can be counted. */
function QuotaHint({ field }: { field: QuotaField }) {
  const typed = useWatch<CreateKeyInput, typeof NAMES>({ name: NAMES }).map(
    (value) => Quota.safeParse(value).data ?? null,
  );
  const limits = byQuota((quota) => typed[QUOTA_NAMES.indexOf(quota)] ?? null);
  const limit = limits[field.quota];
  if (limit === null) return field.hint;
  const first = reachedBefore(field.quota, limits);
  return (
    <>
      {`${formatCount(limit)} ${limit === 1 ? "request" : "requests"} ${field.window}.`}
      {first && (
        <span className="text-warn">
          {` Never reached: the ${first} quota of ${formatCount(limits[first]!)} stops the key before.`}
        </span>
      )}
    </>
  );
}
