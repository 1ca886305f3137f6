"use client";

import { createContext, useContext, useId, type ReactNode } from "react";
import { cn } from "./cn";
import { Label } from "./label";

interface FieldControl {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}

const FieldContext = createContext<FieldControl | null>(null);

interface FieldProps {
  label: string;
  /** What to enter, below the control. */
  hint?: ReactNode;
  /** What is wrong with what was entered; read out when it appears. */
  error?: string | undefined;
  className?: string;
  children: ReactNode;
}

/** A label, its control (an `Input`, `Select` or `Textarea` finds its id here), hint and error. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <FieldContext
      value={{ id, describedBy: describedBy === "" ? undefined : describedBy, invalid: !!error }}
    >
      <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
        <Label htmlFor={id}>{label}</Label>
        {children}
        <p
          id={`${id}-error`}
          role="alert"
          className={cn("text-[13px] text-bad", !error && "hidden")}
        >
          {error}
        </p>
        {hint && (
          <p id={`${id}-hint`} className="text-[13px] text-muted">
            {hint}
          </p>
        )}
      </div>
    </FieldContext>
  );
}

/** What ties a control to its field's label and messages; nothing outside a `Field`. */
export function useFieldControl() {
  const field = useContext(FieldContext);
  if (!field) return {};
  return {
    id: field.id,
    "aria-describedby": field.describedBy,
    "aria-invalid": field.invalid || undefined,
  };
}
