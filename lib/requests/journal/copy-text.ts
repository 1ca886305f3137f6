/*
 * Values in the text format of PostgreSQL's COPY (its manual: COPY, "Text Format"). Fields are divided by a tab and lines
 * end with a line feed; so neither stands in a value as it is.
 */

const SPECIAL = /[\\\t\n\r\b\f\v]/g;
const HAS_SPECIAL = new RegExp(SPECIAL, "");
const ESCAPES: Record<string, string> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};
const ESCAPED = /\\(.)/g;
const UNESCAPES = new Map(Object.entries(ESCAPES).map(([char, text]) => [text, char]));

export const FIELD_END = "\t";
export const LINE_END = "\n";
/** Stands for null. A text of the same characters is escaped, and so another. */
export const NULL = "\\N";

/** A text as it stands in a field. */
export const escaped = (value: string): string =>
  // Hardly any has one, and asking is cheaper than replacing nothing.
  HAS_SPECIAL.test(value) ? value.replace(SPECIAL, (char) => ESCAPES[char]!) : value;

/** What stands in a field, as it was. */
export const unescaped = (field: string): string | null =>
  field === NULL ? null : field.replace(ESCAPED, (pair) => UNESCAPES.get(pair) ?? pair);

/** An instant of whole milliseconds as text: up to the point made once for all of one second. */
let lastSecond = NaN;
let lastText = "";

/** @param atMs Unix milliseconds, whole */
export function instantText(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = new Date(second * 1000).toISOString().slice(0, -"000Z".length);
  }
  const ms = atMs - second * 1000;
  return `${lastText}${ms < 100 ? (ms < 10 ? "00" : "0") : ""}${ms}Z`;
}

/** Past this it is left to JavaScript, which is slower by half. */
const MOST_THOUSANDTHS = 1e9;

/** A number that is not negative as text. Nearly all that are measured have three decimals at most. */
export function thousandthsText(value: number): string {
  const thousandths = Math.round(value * 1000);
  if (thousandths / 1000 !== value || thousandths > MOST_THOUSANDTHS) return String(value);
  const whole = Math.floor(thousandths / 1000);
  const rest = thousandths - whole * 1000;
  if (rest === 0) return String(whole);
  return `${whole}.${rest < 100 ? (rest < 10 ? "00" : "0") : ""}${rest}`;
}
