"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/actions/result";
import type { CreatedKey } from "@/lib/keys/create";
import { CreateKey, type CreateKeyInput } from "@/lib/keys/schema";
import { byQuotaField } from "@/lib/quota-windows";
import { KeyFields } from "./key-fields";
import { KeyPresets } from "./key-presets";
import type { Proof } from "./proof";
import { showRefusal } from "./refusal";
import { SecretDialog } from "./secret-dialog";
import { ReadyFieldset } from "./ready-fieldset";
import { useProof } from "./use-proof";

interface CreateKeyFormProps {
  action: (input: CreateKey) => Promise<ActionResult<CreatedKey>>;
  categories: string[];
  /** For accounts that ask for it. */
  proof: Proof;
}

const EMPTY: CreateKeyInput = {
  alias: "",
  category: "development",
  expiresAt: null,
  ...byQuotaField(() => ""),
};

export function CreateKeyForm({ action, categories, proof }: CreateKeyFormProps) {
  const router = useRouter();
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const form = useForm<CreateKeyInput, unknown, CreateKey>({
    resolver: zodResolver(CreateKey),
    defaultValues: EMPTY,
    // Each field says what is wrong while it is typed in; one that was not touched says nothing.
    mode: "onChange",
  });
  const { errors, isSubmitting } = form.formState;

  useEffect(() => {
    // Under a finger it would bring up a keyboard that hides the rest of the form.
    if (!matchMedia("(pointer: coarse)").matches) form.setFocus("alias");
  }, [form]);

  const [ask, proofDialog] = useProof(proof);

  const submit = form.handleSubmit(async (input) => {
    const result = await ask(action, input);
    if (result.ok) setCreated(result.data);
    else showRefusal(form, result);
  });

  function leave() {
    if (!created) return;
    router.push(`/dashboard/keys/${created.key.id}`);
    setCreated(null);
  }

  return (
    <FormProvider {...form}>
      <form onSubmit={submit} noValidate>
        <ReadyFieldset className="space-y-6" problem={errors.root?.message}>
          <KeyPresets />
          <KeyFields categories={categories} />
          <div className="flex gap-2">
            <Button type="submit" variant="primary" pending={isSubmitting}>
              Create key
            </Button>
            <Button asChild variant="ghost">
              <Link href="/dashboard/keys">Cancel</Link>
            </Button>
          </div>
        </ReadyFieldset>
      </form>
      {proofDialog}
      <SecretDialog created={created} onDone={leave} />
    </FormProvider>
  );
}
