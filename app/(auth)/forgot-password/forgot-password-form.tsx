"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { showRefusal } from "@/components/forms/refusal";
import { SubmitButton } from "@/components/forms/submit-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { RequestReset } from "@/lib/accounts/schema";
import { requestReset } from "@/lib/actions/auth";
import { ReadyFieldset } from "@/components/forms/ready-fieldset";

export function ForgotPasswordForm() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm<z.input<typeof RequestReset>, unknown, RequestReset>({
    resolver: zodResolver(RequestReset),
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    setSentTo(null);
    const result = await requestReset(input);
    if (result.ok) setSentTo(input.email);
    else showRefusal(form, result);
  });

  return (
    <form method="post" noValidate onSubmit={submit}>
      <ReadyFieldset className="space-y-4" problem={errors.root?.message}>
        {sentTo && (
          <Notice tone="ok" role="status">
            If {sentTo} has an account, a mail with a link is on its way. The link works for an
            hour, and so do those of earlier mails. Where too many were asked for, none is sent: use
            the last one.
          </Notice>
        )}
        <Field label="Email" error={errors.email?.message}>
          <Input type="email" autoComplete="username" {...form.register("email")} />
        </Field>
        <SubmitButton className="w-full" pending={isSubmitting}>
          Mail me a link
        </SubmitButton>
      </ReadyFieldset>
    </form>
  );
}
