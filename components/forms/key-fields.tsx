"use client";

import { useFormContext } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type CreateKeyInput, PRESET_CATEGORIES } from "@/lib/keys/schema";
import { ExpiryField } from "./expiry-field";

/** What is typed; the schema makes a key's fields of it. */
export type KeyFormValues = CreateKeyInput;

const QUOTAS = [
  { name: "quotaTotal", label: "Total quota", hint: "Requests ever" },
  { name: "quotaDaily", label: "Daily quota", hint: "In any 24 hours" },
  { name: "quotaWeekly", label: "Weekly quota", hint: "In any 7 days" },
  { name: "quotaMonthly", label: "Monthly quota", hint: "In any 30 days" },
] as const;

interface KeyFieldsProps {
  /** Categories that other keys of the account have, offered beside the usual three. */
  categories: string[];
}

/** The fields that creating and editing a key have in common, within a `FormProvider`. */
export function KeyFields({ categories }: KeyFieldsProps) {
  return (
    <>
      <AliasField />
      <CategoryField categories={categories} />
      <ExpiryField />
      <QuotaFields />
    </>
  );
}

function AliasField() {
  const { register, formState } = useFormContext<KeyFormValues>();
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

function CategoryField({ categories }: KeyFieldsProps) {
  const { register, setValue, formState } = useFormContext<KeyFormValues>();
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

function QuotaFields() {
  const { register, formState } = useFormContext<KeyFormValues>();
  return (
    <fieldset className="space-y-3">
      <legend className="text-sm font-semibold">Rolling quotas</legend>
      <p className="text-[13px] text-muted">
        How many requests the key may make. Empty: no cap. All that are set hold at once.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        {QUOTAS.map(({ name, label, hint }) => (
          <Field key={name} label={label} hint={hint} error={formState.errors[name]?.message}>
            <Input
              {...register(name)}
              inputMode="numeric"
              autoComplete="off"
              placeholder="No cap"
              className="font-mono tabular-nums"
            />
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
