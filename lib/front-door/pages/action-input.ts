import { isUtf8 } from "node:buffer";

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
  // What is not UTF-8 is mended sign by sign before it is refused.
  if (!isUtf8(body) || hasTooMany(body)) return false;
  let args: unknown;
  try {
    args = JSON.parse(body.toString());
  } catch {
    return false;
  }
  return Array.isArray(args) && args.length === 1 && isObject(args[0]) && isPlain(args[0]);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;

/**
 * Whether there is more in a body than we take, told before any of it is made: tens of thousands of empty lists are short
 * as a text and long to build. A value stands behind a comma or at the beginning of a list or an object, so there are at
 * most two such signs for each.
 */
function hasTooMany(body: Buffer): boolean {
  let signs = 0;
  let isInText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!;
    if (byte === QUOTE) isInText = !isInText;
    else if (isInText && byte === BACKSLASH) at++;
    else if (!isInText && (byte === COMMA || byte === OPEN_LIST || byte === OPEN_OBJECT)) {
      if (++signs > 2 * MOST_PARTS) return true;
    }
  }
  return false;
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
