"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import type { z } from "zod";
import { showRefusal } from "@/components/forms/refusal";
import { SubmitButton } from "@/components/forms/submit-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Rename } from "@/lib/accounts/schema";
import { renameAccount } from "@/lib/actions/account";
import { ReadyFieldset } from "@/components/forms/ready-fieldset";

export function ProfileForm({ name }: { name: string }) {
  const router = useRouter();
  const form = useForm<z.input<typeof Rename>, unknown, Rename>({
    resolver: zodResolver(Rename),
    defaultValues: { name },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    const result = await renameAccount(input);
    if (!result.ok) return showRefusal(form, result);
    form.reset(result.data);
    toast.success("The name is saved.");
    router.refresh();
  });

  return (
    <form method="post" noValidate onSubmit={submit}>
      <ReadyFieldset className="space-y-4" problem={errors.root?.message}>
        <Field
          label="Name"
          hint="Shown here, and told to your endpoints as the caller's account."
          error={errors.name?.message}
        >
          <Input autoComplete="organization" {...form.register("name")} />
        </Field>
        <SubmitButton pending={isSubmitting}>Save name</SubmitButton>
      </ReadyFieldset>
    </form>
  );
}
