import type { z } from "zod";
import { answer } from "@/lib/actions/answer";
import type { ActionResult } from "@/lib/actions/result";
import type { Visit } from "@/lib/sessions/visit";
import { currentVisit } from "@/lib/auth/visit";

/** As `authedAction`, for forms of people who are not signed in. */
export function publicAction<S extends z.ZodType, T>(
  schema: S,
  verb: (call: { visit: Visit; input: z.output<S> }) => Promise<T>,
): (input: unknown) => Promise<ActionResult<T>> {
  return async (input) =>
    answer(schema, input, currentVisit, (visit, parsed) => verb({ visit, input: parsed }));
}
