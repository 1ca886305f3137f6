"use client";

import type { ReactNode } from "react";
import { useFormContext } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type CreateKeyInput, PRESET_CATEGORIES } from "@/lib/keys/schema";
import { ExpiryField } from "./expiry-field";
import { type QuotaField, QuotaFields } from "./quota-fields";

interface KeyFieldsProps {
  /** Categories that other keys of the account have, offered beside the usual three. */
  categories: string[];
  /** What stands below a quota's field: see `QuotaFields`. */
  belowQuota?: (field: QuotaField) => ReactNode;
}

/**
 * The fields that creating and editing a key have in common, within a `FormProvider`: beside each
 * other where there is room, so that a form fits into a window.
 */
export function KeyFields({ categories, belowQuota }: KeyFieldsProps) {
  return (
    <div className="@container">
      <div className="grid items-start gap-x-8 gap-y-6 @2xl:grid-cols-2">
        <div className="min-w-0 space-y-6">
          <AliasField />
          <CategoryField categories={categories} />
          <ExpiryField />
        </div>
        <QuotaFields below={belowQuota} />
      </div>
    </div>
  );
}

function AliasField() {
  const { register, formState } = useFormContext<CreateKeyInput>();
  return (
    <Field
      label="Alias"
      hint="What you call it. Up to 64 characters, one key each."
      error={formState.errors.alias?.message}
    >
      <Input {...register("alias")} autoComplete="off" spellCheck={false} />
    </Field>
  );
}

function CategoryField({ categories }: Pick<KeyFieldsProps, "categories">) {
  const { register, setValue, formState } = useFormContext<CreateKeyInput>();
  const offered = [...new Set<string>([...PRESET_CATEGORIES, ...categories])].slice(0, 8);
  return (
    <div className="flex flex-col gap-2">
      <Field
        label="Category"
        hint="One of these, or a word of your own."
        error={formState.errors.category?.message}
      >
        <Input {...register("category")} autoComplete="off" spellCheck={false} />
      </Field>
      <div role="group" aria-label="Suggestions" className="flex flex-wrap gap-1.5">
        {offered.map((name) => (
          <Button
            key={name}
            size="sm"
            onClick={() => setValue("category", name, { shouldDirty: true, shouldValidate: true })}
          >
            {name}
          </Button>
        ))}
      </div>
    </div>
  );
}
