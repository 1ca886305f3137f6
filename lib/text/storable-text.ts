/** NUL, which PostgreSQL takes in no text, and halves of a surrogate pair, which it takes in no JSON. */
const UNSTORABLE = /[\0\p{Cs}]/u;

/** What to tell somebody whose text cannot be kept. */
export const UNSTORABLE_TEXT = "This holds characters that cannot be kept.";

/** Deeper than any form of ours. */
const MAX_DEPTH = 8;

/**
 * Where in an input there is text that the database would refuse, as the paths of fields; the input itself
 * has the path "". Asked where input comes in, so that no query meets such text, whatever its schema lets by.
 */
export function unstorableFields(input: unknown, path = "", depth = 0): string[] {
  if (typeof input === "string") return UNSTORABLE.test(input) ? [path] : [];
  if (typeof input !== "object" || input === null || depth > MAX_DEPTH) return [];
  return Object.entries(input).flatMap(([name, value]) =>
    unstorableFields(value, path === "" ? name : `${path}.${name}`, depth + 1),
  );
}
