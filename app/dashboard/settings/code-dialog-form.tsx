"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { askServer } from "@/components/ask-server";
import { CodeInput } from "@/components/forms/code-input";
import { ReadyFieldset } from "@/components/forms/ready-fieldset";
import { showRefusal } from "@/components/forms/refusal";
import { Button } from "@/components/ui/button";
import { DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import type { ActionResult } from "@/lib/actions/result";
import { EnterCode } from "@/lib/two-factor/schema";

interface CodeDialogFormProps<T> {
  label: string;
  /** What the button says. */
  submit: string;
  variant?: "primary" | "danger";
  action: (input: EnterCode) => Promise<ActionResult<T>>;
  onDone: (data: T) => void;
  onCancel: () => void;
}

/** A code and the button that it is for. */
export function CodeDialogForm<T>(props: CodeDialogFormProps<T>) {
  const { label, submit, variant = "primary", action, onDone, onCancel } = props;
  const form = useForm<z.input<typeof EnterCode>, unknown, EnterCode>({
    resolver: zodResolver(EnterCode),
    defaultValues: { code: "" },
  });
  const { errors, isSubmitting } = form.formState;

  const send = form.handleSubmit(async (input) => {
    const result = await askServer(action, input);
    if (result.ok) onDone(result.data);
    else showRefusal(form, result);
  });

  return (
    <form noValidate onSubmit={send}>
      <ReadyFieldset className="space-y-4" problem={errors.root?.message}>
        <Field label={label} error={errors.code?.message}>
          <CodeInput {...form.register("code")} />
        </Field>
        <DialogFooter>
          <Button onClick={onCancel}>Cancel</Button>
          <Button type="submit" variant={variant} pending={isSubmitting}>
            {submit}
          </Button>
        </DialogFooter>
      </ReadyFieldset>
    </form>
  );
}
