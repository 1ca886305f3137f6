/**
 * What no terminal, editor or spreadsheet should be handed as it is: controls (C0, DEL, C1), the separators
 * that end a line, marks that turn the direction of text, halves of a pair.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** Most texts are this, and telling so is cheaper. */
const PLAIN = /^[\x20-\x7e]*$/;
const isPrintable = (text: string) => PLAIN.test(text) || !UNPRINTABLE.test(text);
const ALL_UNPRINTABLE = new RegExp(UNPRINTABLE, "gu");

const HALF = /\p{Cs}/u;

const hex = (char: string) => char.charCodeAt(0).toString(16);

/** A text whose unprintable characters are written as escapes: `\x9b`, `\u202e`. Most texts are as they were. */
export function printable(text: string): string {
  if (isPrintable(text)) return text;
  return text.replace(ALL_UNPRINTABLE, (char) =>
    char <= "\xff" ? `\\x${hex(char).padStart(2, "0")}` : `\\u${hex(char).padStart(4, "0")}`,
  );
}

/** The same for a path, in a path's own escapes: `%9B` for the byte that came, UTF-8 for the rest. */
export function printablePath(path: string): string {
  if (isPrintable(path)) return path;
  return path.replace(ALL_UNPRINTABLE, (char) =>
    char <= "\xff"
      ? `%${hex(char).padStart(2, "0").toUpperCase()}`
      : encodeURIComponent(char.replace(HALF, "\ufffd")),
  );
}

/** A value as JSON on one line, whose unprintable characters are JSON's own escapes: read, it is the same. */
export function printableJson(value: unknown): string {
  return escapedJson(JSON.stringify(value));
}

/** The same for text that is JSON already. What lies outside of its strings is never unprintable but line ends. */
export function escapedJson(json: string): string {
  if (isPrintable(json)) return json;
  return json.replace(ALL_UNPRINTABLE, (char) =>
    char === "\n" ? char : `\\u${hex(char).padStart(4, "0")}`,
  );
}
