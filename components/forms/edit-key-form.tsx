"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/actions/result";
import type { KeyView } from "@/lib/keys/list";
import { UpdateKey, type UpdateKeyInput } from "@/lib/keys/schema";
import { byQuotaField } from "@/lib/quota-windows";
import { KeyFields } from "./key-fields";
import { QuotaWhatIf, type WhatIfAction } from "./quota-what-if";
import type { Proof } from "./proof";
import { showRefusal } from "./refusal";
import { ReadyFieldset } from "./ready-fieldset";
import { useProof } from "./use-proof";

interface EditKeyFormProps {
  keyView: KeyView;
  action: (input: UpdateKey) => Promise<ActionResult<KeyView>>;
  categories: string[];
  whatIf: WhatIfAction;
  /** For accounts that ask for it. */
  proof: Proof;
}

type EditValues = UpdateKeyInput;

export function EditKeyForm({ keyView, action, categories, whatIf, proof }: EditKeyFormProps) {
  const form = useForm<EditValues, unknown, UpdateKey>({
    resolver: zodResolver(UpdateKey),
    // Follows the key when it changes elsewhere on the page, and keeps what is being typed.
    values: valuesOf(keyView),
    mode: "onChange",
    resetOptions: { keepDirtyValues: true, keepErrors: true },
  });
  const { errors, isSubmitting, isDirty, dirtyFields } = form.formState;

  const [ask, proofDialog] = useProof(proof);

  const submit = form.handleSubmit(async (input) => {
    // Only what was touched: a tab left open must not take back what was changed elsewhere.
    const touched = Object.entries(input).filter(([name]) => name in dirtyFields);
    const result = await ask(action, { ...Object.fromEntries(touched), id: input.id });
    if (!result.ok) return showRefusal(form, result);
    form.reset(valuesOf(result.data));
    toast.success("Changes saved");
  });

  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isDirty]);

  return (
    <FormProvider {...form}>
      <form onSubmit={submit} noValidate>
        <ReadyFieldset className="space-y-6" problem={errors.root?.message}>
          <KeyFields
            categories={categories}
            belowQuota={(field) => <QuotaWhatIf id={keyView.id} field={field} action={whatIf} />}
          />
          <div className="space-y-1">
            <label className="flex items-center gap-2 text-sm font-medium">
              <input
                type="checkbox"
                {...form.register("active")}
                aria-describedby="active-hint"
                className="size-4 accent-accent"
              />
              Active
            </label>
            <p id="active-hint" className="text-[13px] text-muted">
              Off: every request with this key is rejected at once.
            </p>
          </div>
          <Button type="submit" variant="primary" pending={isSubmitting}>
            Save changes
          </Button>
        </ReadyFieldset>
      </form>
      {proofDialog}
    </FormProvider>
  );
}

function valuesOf(key: KeyView): EditValues {
  return {
    id: key.id,
    alias: key.alias,
    category: key.category,
    active: key.active,
    expiresAt: key.expiresAt,
    ...byQuotaField((name) => quotaText(key.quotas[name])),
  };
}

const quotaText = (quota: number | null) => (quota === null ? "" : String(quota));
