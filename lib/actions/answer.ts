import type { z } from "zod";
import { comesFromThisApp } from "@/lib/auth/request-origin";
import { currentVisit } from "@/lib/auth/visit";
import type { ActionResult } from "@/lib/actions/result";
import { log } from "@/lib/log";
import { Refusal } from "@/lib/refusal";
import { isStorageFailure, storageFailureLine } from "@/lib/storage/failure";
import { UNSTORABLE_TEXT, unstorableFields } from "@/lib/text/storable-text";

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
      log.warn(await currentVisitFields(), "a server action from elsewhere was refused");
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
      if (NOT_ALLOWED.has(error.code)) {
        log.info(
          { ...(await currentVisitFields()), code: error.code },
          "a server action was refused",
        );
      }
      const fieldErrors = error.field ? { [error.field]: error.message } : undefined;
      const isUnproven = error.code === "unproven" || undefined;
      return { ok: false, message: error.message, fieldErrors, isUnproven };
    }
    if (isStorageFailure(error)) {
      log.warn({ reason: storageFailureLine(error) }, "a server action could not be done");
      return {
        ok: false,
        message: "The database does not answer at this moment. Try again in a moment.",
      };
    }
    log.error({ err: error }, "a server action failed");
    return {
      ok: false,
      message: "Something went wrong on our side. Nothing was changed; try again.",
    };
  }
}

/** What was asked for by somebody who may not: the operator wants to see it (OWASP ASVS 5.0, 16.3.2). */
const NOT_ALLOWED = new Set(["forbidden", "unproven", "not_found"]);

async function currentVisitFields() {
  const { ip, requestId } = await currentVisit();
  return { ip, requestId };
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
