import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import type { ActionResult } from "@/lib/actions/result";

/**
 * Puts a refused answer where it belongs: beside its fields, and at the head of the form what no
 * field stands for. What was typed stays.
 */
export function showRefusal<V extends FieldValues, C, O>(
  form: UseFormReturn<V, C, O>,
  result: Extract<ActionResult<unknown>, { ok: false }>,
): void {
  const known = Object.entries(result.fieldErrors ?? {}).filter(([name]) =>
    Object.hasOwn(form.getValues(), name),
  );
  known.forEach(([name, message], index) => {
    form.setError(name as Path<V>, { type: "server", message }, { shouldFocus: index === 0 });
  });
  if (known.length === 0) form.setError("root", { type: "server", message: result.message });
}
