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
              You sign in with a provider. Sign out and in again. For ten minutes after that, you
              are not asked.
            </DialogDescription>
          )}
        </DialogContent>
      )}
    </Dialog>
  );
}

const wanted = ({ code, password }: Proof["methods"]) =>
  [code && "a code", password && "your password"].filter(Boolean).join(" or ");

function ProofForm({ proof, close }: { proof: Proof; close: (isProven: boolean) => void }) {
  const { methods, action } = proof;
  const form = useForm<z.input<typeof Prove>, unknown, Prove>({
    resolver: zodResolver(Prove),
    defaultValues: { password: "", code: "" },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(
    async (input) => {
      const result = await askServer(action, input);
      if (result.ok) close(true);
      else showRefusal(form, result);
    },
    ({ code, password }) => {
      if (code ?? password) return;
      // That neither was entered is said of no field: it belongs to the first one that is shown.
      const message = `Enter ${wanted(methods)}.`;
      form.setError(methods.code ? "code" : "password", { message }, { shouldFocus: true });
    },
  );

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
          ? "Enter a code from your authenticator app, or a recovery code."
          : "Enter your password."}{" "}
        After that you are not asked for ten minutes.
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
