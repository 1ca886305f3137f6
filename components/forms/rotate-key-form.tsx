"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormProvider, useForm, useFormContext } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ActionResult } from "@/lib/actions/result";
import type { QuotaName } from "@/lib/quota-windows";
import { formatCount } from "@/lib/format/number";
import type { CreatedKey } from "@/lib/keys/create";
import { RotateKey, type RotateKeyInput } from "@/lib/keys/schema";
import { ExpiryField } from "./expiry-field";
import type { Proof } from "./proof";
import { showRefusal } from "./refusal";
import { SecretDialog } from "./secret-dialog";
import { ReadyFieldset } from "./ready-fieldset";
import { useProof } from "./use-proof";

interface PassedQuota {
  name: QuotaName;
  limit: number;
  used: number;
}

interface RotateKeyFormProps {
  /** The key that is to be replaced. */
  id: string;
  suggestion: { alias: string; expiresAt: Date | null };
  /** The quotas that it hands on, with what counts towards them now. */
  quotas: PassedQuota[];
  action: (input: RotateKey) => Promise<ActionResult<CreatedKey>>;
  /** For accounts that ask for it. */
  proof: Proof;
}

export function RotateKeyForm({ id, suggestion, quotas, action, proof }: RotateKeyFormProps) {
  const router = useRouter();
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const form = useForm<RotateKeyInput, unknown, RotateKey>({
    resolver: zodResolver(RotateKey),
    defaultValues: { id, ...suggestion, budget: "fresh" },
    mode: "onChange",
  });
  const { errors, isSubmitting } = form.formState;

  const [ask, proofDialog] = useProof(proof);

  const submit = form.handleSubmit(async (input) => {
    const result = await ask(action, input);
    if (result.ok) setCreated(result.data);
    else showRefusal(form, result);
  });

  function goOn() {
    setCreated(null);
    router.refresh();
  }

  return (
    <FormProvider {...form}>
      <form onSubmit={submit} noValidate>
        <ReadyFieldset className="space-y-5" problem={errors.root?.message}>
          <Field label="Alias" error={errors.alias?.message}>
            <Input {...form.register("alias")} autoComplete="off" spellCheck={false} />
          </Field>
          <ExpiryField />
          {quotas.length > 0 && <BudgetChoice quotas={quotas} />}
          <Button type="submit" variant="primary" pending={isSubmitting}>
            Create the replacement
          </Button>
        </ReadyFieldset>
      </form>
      {proofDialog}
      <SecretDialog created={created} onDone={goOn} />
    </FormProvider>
  );
}

const list = (quotas: PassedQuota[], say: (quota: PassedQuota) => string) =>
  quotas.map(say).join(", ");

/** Both choices with their figures, so that nobody doubles a limit without knowing. */
function BudgetChoice({ quotas }: { quotas: PassedQuota[] }) {
  const { register } = useFormContext<RotateKeyInput>();
  const twice = list(
    quotas,
    ({ name, limit }) => `${name} up to ${formatCount(2 * limit)} instead of ${formatCount(limit)}`,
  );
  const left = list(
    quotas,
    ({ name, limit, used }) => `${name} ${formatCount(Math.max(0, limit - used))}`,
  );
  const budgets = [
    {
      value: "fresh",
      label: "Start fresh",
      hint: `The replacement's quotas count from zero. While both keys work, together they may make twice as many requests: ${twice}.`,
    },
    {
      value: "shared",
      label: "Share one budget",
      hint: `Both keys draw on what the old one has left (${left}). The limits stay what they are.`,
    },
  ];
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1.5 text-[13px] font-medium">Quotas while both keys work</legend>
      {budgets.map(({ value, label, hint }) => (
        <div key={value} className="flex gap-2.5">
          <input
            type="radio"
            id={`budget-${value}`}
            value={value}
            {...register("budget")}
            aria-describedby={`budget-${value}-hint`}
            className="mt-1 size-4 shrink-0 accent-accent"
          />
          <div>
            <label htmlFor={`budget-${value}`} className="text-sm">
              {label}
            </label>
            <p id={`budget-${value}-hint`} className="text-[13px] text-muted">
              {hint}
            </p>
          </div>
        </div>
      ))}
    </fieldset>
  );
}
