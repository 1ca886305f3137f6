"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import Link from "next/link";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { PasswordInput } from "@/components/forms/password-input";
import { SubmitButton } from "@/components/forms/submit-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SignIn } from "@/lib/accounts/schema";
import { signInWithPassword } from "@/lib/auth/client";
import { ReadyFieldset } from "@/components/forms/ready-fieldset";

interface SignInFormProps {
  /** Where to go then; a path of this app. */
  callbackUrl: string;
}

export function SignInForm({ callbackUrl }: SignInFormProps) {
  // No default values: they would replace what was typed before the script was there.
  const form = useForm<z.input<typeof SignIn>, unknown, SignIn>({ resolver: zodResolver(SignIn) });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;

  const submit = form.handleSubmit(async (credentials) => {
    const problem = await signInWithPassword(credentials);
    if (problem) form.setError("root", { message: problem });
    else window.location.assign(callbackUrl);
  });

  return (
    <form method="post" noValidate onSubmit={submit}>
      <ReadyFieldset className="space-y-4" problem={errors.root?.message}>
        <Field label="Email" error={errors.email?.message}>
          <Input type="email" autoComplete="username" {...form.register("email")} />
        </Field>
        <Field label="Password" error={errors.password?.message}>
          <PasswordInput autoComplete="current-password" {...form.register("password")} />
        </Field>
        <SubmitButton className="w-full" pending={isSubmitting || isSubmitSuccessful}>
          Sign in
        </SubmitButton>
        <p className="text-center text-[13px]">
          <Link
            href="/forgot-password"
            prefetch={false}
            className="text-muted underline-offset-4 hover:text-foreground hover:underline"
          >
            Forgot it?
          </Link>
        </p>
      </ReadyFieldset>
    </form>
  );
}
