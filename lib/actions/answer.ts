import type { z } from "zod";
import { comesFromThisApp } from "@/lib/auth/request-origin";
import type { ActionResult } from "@/lib/actions/result";
import { log } from "@/lib/log";
import { Refusal } from "@/lib/refusal";
import { UNSTORABLE_TEXT, unstorableFields } from "@/lib/storable-text";

const CHECK_FIELDS = "Check the marked fields.";

/**
 * The one place where a form's fate becomes an answer. Server actions are POST endpoints that
 * anyone can call with anything: first the sender is checked (`identify` refuses whom it does not
 * know), then the input is parsed, then `perform` runs. Refusals are told in their own words; what is not a refusal is ours, and told without
 * details.
 */
export async function answer<S extends z.ZodType, C, T>(
  schema: S,
  input: unknown,
  identify: () => Promise<C>,
  perform: (caller: C, input: z.output<S>) => Promise<T>,
): Promise<ActionResult<T>> {
  try {
    if (!(await comesFromThisApp())) {
      return { ok: false, message: "This request did not come from this site, so it was refused." };
    }
    const caller = await identify();
    const unstorable = unstorableFields(input);
    if (unstorable.length > 0) {
      const fieldErrors = Object.fromEntries(unstorable.map((path) => [path, UNSTORABLE_TEXT]));
      return { ok: false, message: CHECK_FIELDS, fieldErrors };
    }
    const parsed = schema.safeParse(input);
    if (!parsed.success) return { ok: false, ...toMessages(parsed.error) };
    return { ok: true, data: await perform(caller, parsed.data) };
  } catch (error) {
    if (error instanceof Refusal) {
      const fieldErrors = error.field ? { [error.field]: error.message } : undefined;
      const isUnproven = error.code === "unproven" || undefined;
      return { ok: false, message: error.message, fieldErrors, isUnproven };
    }
    log.error({ err: error }, "a server action failed");
    return {
      ok: false,
      message: "Something went wrong on our side. Nothing was changed; try again.",
    };
  }
}

/** The first message of each field, and one for the form. */
function toMessages(error: z.ZodError): { message: string; fieldErrors?: Record<string, string> } {
  const fieldErrors: Record<string, string> = {};
  for (const issue of error.issues) {
    const field = issue.path.join(".");
    if (field) fieldErrors[field] ??= issue.message;
  }
  // What zod says by itself about a whole input ("expected object") is for nobody to read.
  const formError = error.issues.find(({ code, path }) => code === "custom" && path.length === 0);
  return { message: formError?.message ?? CHECK_FIELDS, fieldErrors };
}
