import type { z } from "zod";
import { Refusal } from "@/lib/refusal";
import { UNSTORABLE_TEXT, unstorableFields } from "@/lib/text/storable-text";

/**
 * Parses what was given with the schema that forms use.
 *
 * @param flag the option's name where the schema is of one value; else it follows from the path
 * @throws {Refusal} `invalid`, naming the option at fault
 */
export function parse<S extends z.ZodType>(schema: S, input: unknown, flag?: string): z.output<S> {
  const [unstorable] = unstorableFields(input);
  if (unstorable !== undefined) {
    const at = flag ?? flagOf(unstorable === "" ? [] : [unstorable]);
    throw new Refusal("invalid", `${at ? `${at}: ` : ""}${UNSTORABLE_TEXT}`, at);
  }
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const at = flag ?? flagOf(issue?.path ?? []);
  throw new Refusal("invalid", `${at ? `${at}: ` : ""}${issue?.message ?? "makes no sense"}`, at);
}

/** quotaDaily -> --quota-daily; the column expiresAt is the option --expires. */
function flagOf(path: readonly PropertyKey[]): string | undefined {
  const field = path[0];
  if (field === undefined) return undefined;
  const name = String(field).replace(/At$/, "");
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
