"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect } from "react";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { askServer } from "@/components/ask-server";
import { CodeInput } from "@/components/forms/code-input";
import { ReadyFieldset } from "@/components/forms/ready-fieldset";
import { showRefusal } from "@/components/forms/refusal";
import { SubmitButton } from "@/components/forms/submit-button";
import { Field } from "@/components/ui/field";
import { enterCode } from "@/lib/actions/auth";
import { EnterCode } from "@/lib/two-factor/schema";

export function CodeForm({ callbackUrl }: { callbackUrl: string }) {
  const form = useForm<z.input<typeof EnterCode>, unknown, EnterCode>({
    resolver: zodResolver(EnterCode),
  });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;

  // Not by an attribute: the field is open to typing only now.
  useEffect(() => form.setFocus("code"), [form]);

  const submit = form.handleSubmit(async (input) => {
    const result = await askServer(enterCode, input);
    if (result.ok) window.location.assign(callbackUrl);
    else showRefusal(form, result);
  });

  return (
    <form method="post" noValidate onSubmit={submit}>
      <ReadyFieldset className="space-y-4" problem={errors.root?.message}>
        <Field
          label="Code"
          hint="Without the app, enter one of your recovery codes."
          error={errors.code?.message}
        >
          <CodeInput {...form.register("code")} />
        </Field>
        <SubmitButton className="w-full" pending={isSubmitting || isSubmitSuccessful}>
          Continue
        </SubmitButton>
      </ReadyFieldset>
    </form>
  );
}
