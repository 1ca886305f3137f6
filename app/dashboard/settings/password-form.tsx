"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import type { z } from "zod";
import { PasswordInput } from "@/components/forms/password-input";
import { showRefusal } from "@/components/forms/refusal";
import { SubmitButton } from "@/components/forms/submit-button";
import { Field } from "@/components/ui/field";
import { ChangePassword, MIN_PASSWORD_LENGTH } from "@/lib/accounts/schema";
import { changePassword } from "@/lib/actions/account";
import { ReadyFieldset } from "@/components/forms/ready-fieldset";

const EMPTY = { current: "", next: "" };

interface PasswordFormProps {
  /** For password managers: whose password it is. */
  email: string;
}

export function PasswordForm({ email }: PasswordFormProps) {
  const router = useRouter();
  const form = useForm<z.input<typeof ChangePassword>, unknown, ChangePassword>({
    resolver: zodResolver(ChangePassword),
    defaultValues: EMPTY,
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    const result = await changePassword(input);
    if (!result.ok) return showRefusal(form, result);
    form.reset(EMPTY);
    toast.success("The password is changed, and all other sessions have ended.");
    router.refresh();
  });

  return (
    <form method="post" noValidate onSubmit={submit}>
      <ReadyFieldset className="space-y-4" problem={errors.root?.message}>
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <Field label="Current password" error={errors.current?.message}>
          <PasswordInput autoComplete="current-password" {...form.register("current")} />
        </Field>
        <Field
          label="New password"
          hint={errors.next?.message ? undefined : `At least ${MIN_PASSWORD_LENGTH} characters.`}
          error={errors.next?.message}
        >
          <PasswordInput autoComplete="new-password" {...form.register("next")} />
        </Field>
        <SubmitButton pending={isSubmitting}>Change password</SubmitButton>
      </ReadyFieldset>
    </form>
  );
}
