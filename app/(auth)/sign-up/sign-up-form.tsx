"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { PasswordInput } from "@/components/forms/password-input";
import { showRefusal } from "@/components/forms/refusal";
import { SubmitButton } from "@/components/forms/submit-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { MIN_PASSWORD_LENGTH, SignUp } from "@/lib/accounts/schema";
import { signUp } from "@/lib/actions/auth";
import { signInWithPassword } from "@/lib/auth/client";
import { ReadyFieldset } from "@/components/forms/ready-fieldset";

export function SignUpForm({ callbackUrl }: { callbackUrl: string }) {
  // No default values: they would replace what was typed before the script was there.
  const form = useForm<z.input<typeof SignUp>, unknown, SignUp>({ resolver: zodResolver(SignUp) });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    const result = await signUp(input);
    if (!result.ok) return showRefusal(form, result);
    const problem = await signInWithPassword(input);
    window.location.assign(problem ? "/sign-in" : callbackUrl);
  });

  return (
    <form method="post" noValidate onSubmit={submit}>
      <ReadyFieldset className="space-y-4" problem={errors.root?.message}>
        <Field label="Name" error={errors.name?.message}>
          <Input autoComplete="name" {...form.register("name")} />
        </Field>
        <Field label="Email" error={errors.email?.message}>
          <Input type="email" autoComplete="username" {...form.register("email")} />
        </Field>
        <Field
          label="Password"
          hint={
            errors.password?.message ? undefined : `At least ${MIN_PASSWORD_LENGTH} characters.`
          }
          error={errors.password?.message}
        >
          <PasswordInput autoComplete="new-password" {...form.register("password")} />
        </Field>
        <SubmitButton className="w-full" pending={isSubmitting || isSubmitSuccessful}>
          Create account
        </SubmitButton>
      </ReadyFieldset>
    </form>
  );
}
