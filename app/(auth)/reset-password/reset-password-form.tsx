"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { PasswordInput } from "@/components/forms/password-input";
import { showRefusal } from "@/components/forms/refusal";
import { SubmitButton } from "@/components/forms/submit-button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { MIN_PASSWORD_LENGTH, ResetPassword } from "@/lib/accounts/schema";
import { resetPassword } from "@/lib/actions/auth";
import { ReadyFieldset } from "@/components/forms/ready-fieldset";

export function ResetPasswordForm({ token }: { token: string }) {
  const router = useRouter();
  const form = useForm<z.input<typeof ResetPassword>, unknown, ResetPassword>({
    resolver: zodResolver(ResetPassword),
    defaultValues: { token },
  });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;
  const problem = errors.root?.message ?? errors.token?.message;

  const submit = form.handleSubmit(async (input) => {
    const result = await resetPassword(input);
    if (result.ok) router.push("/sign-in?done=reset");
    else showRefusal(form, result);
  });

  return (
    <form method="post" noValidate onSubmit={submit}>
      <ReadyFieldset className="space-y-4">
        {problem && (
          <Notice tone="bad" role="alert">
            {problem}
          </Notice>
        )}
        <Field
          label="New password"
          hint={
            errors.password?.message ? undefined : `At least ${MIN_PASSWORD_LENGTH} characters.`
          }
          error={errors.password?.message}
        >
          <PasswordInput autoComplete="new-password" {...form.register("password")} />
        </Field>
        <SubmitButton className="w-full" pending={isSubmitting || isSubmitSuccessful}>
          Set password
        </SubmitButton>
      </ReadyFieldset>
    </form>
  );
}
