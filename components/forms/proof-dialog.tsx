"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { askServer } from "@/components/ask-server";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Prove } from "@/lib/two-factor/schema";
import { CodeInput } from "./code-input";
import { PasswordInput } from "./password-input";
import type { Proof } from "./proof";
import { ReadyFieldset } from "./ready-fieldset";
import { showRefusal } from "./refusal";

interface ProofDialogProps {
  proof: Proof;
  /** Told how it went; null keeps the dialog shut. */
  close: ((isProven: boolean) => void) | null;
}

/** Asks for a password or a code before something that only the owner may do. */
export function ProofDialog({ proof, close }: ProofDialogProps) {
  return (
    <Dialog open={close !== null} onOpenChange={(open) => !open && close?.(false)}>
      {close && (
        <DialogContent className="max-w-md">
          <DialogTitle>Is it still you?</DialogTitle>
          {proof.methods.password || proof.methods.code ? (
            <ProofForm proof={proof} close={close} />
          ) : (
            <DialogDescription>
              You sign in with a provider. Sign out and in again, then go on within ten minutes.
            </DialogDescription>
          )}
        </DialogContent>
      )}
    </Dialog>
  );
}

function ProofForm({ proof, close }: { proof: Proof; close: (isProven: boolean) => void }) {
  const { methods, action } = proof;
  const form = useForm<z.input<typeof Prove>, unknown, Prove>({
    resolver: zodResolver(Prove),
    defaultValues: { password: "", code: "" },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    const result = await askServer(action, input);
    if (result.ok) close(true);
    else showRefusal(form, result);
  });

  return (
    <form
      noValidate
      onSubmit={(event) => {
        // In React's tree it lies within another form.
        event.stopPropagation();
        void submit(event);
      }}
      className="space-y-4"
    >
      <DialogDescription>
        {methods.code
          ? "Enter a code from your authenticator app or a recovery code."
          : "Enter your password."}{" "}
        You are not asked again for ten minutes.
      </DialogDescription>
      <ReadyFieldset className="space-y-4" problem={errors.root?.message}>
        {methods.code && (
          <Field label="Code" error={errors.code?.message}>
            <CodeInput {...form.register("code")} />
          </Field>
        )}
        {methods.password && (
          <Field
            label={methods.code ? "Or your password" : "Password"}
            error={errors.password?.message}
          >
            <PasswordInput autoComplete="current-password" {...form.register("password")} />
          </Field>
        )}
        <DialogFooter>
          <Button onClick={() => close(false)}>Cancel</Button>
          <Button type="submit" variant="primary" pending={isSubmitting}>
            Continue
          </Button>
        </DialogFooter>
      </ReadyFieldset>
    </form>
  );
}
