/** Deeper than any form of ours, and with more parts: an object, lists in it, and some room. */
const MOST_DEPTH = 8;
const MOST_PARTS = 2_000;
/** What React writes of a text that begins with its sign, of a field left out, and of a moment. */
const WRITTEN = /^\$(?:\$|undefined$|D\d{4}-\d\d-\d\dT[\d:.]+Z$)/;

/**
 * Whether a body is what our pages send to a server action: one object of plain fields, as JSON. React would read
 * more in it (references from part to part, promises, streams, files), and Next.js answers 500 to what it cannot
 * read. No action of ours takes any of that, so none of it gets as far.
 */
export function isActionInput(contentType: string | undefined, body: Buffer | undefined): boolean {
  if (!body || !contentType?.startsWith("text/plain")) return false;
  let args: unknown;
  try {
    args = JSON.parse(body.toString());
  } catch {
    return false;
  }
  return Array.isArray(args) && args.length === 1 && isObject(args[0]) && isPlain(args[0]);
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Without recursion: how deep it goes is the client's choice. */
function isPlain(input: object): boolean {
  let level: object[] = [input];
  let parts = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === MOST_DEPTH) return false;
    const values: unknown[] = level.flatMap((part) => Object.values(part));
    parts += values.length;
    if (parts > MOST_PARTS) return false;
    const isReference = (value: unknown) =>
      typeof value === "string" && value.startsWith("$") && !WRITTEN.test(value);
    if (values.some(isReference)) return false;
    level = values.filter((value) => typeof value === "object" && value !== null) as object[];
  }
  return true;
}
