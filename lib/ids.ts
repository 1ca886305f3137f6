import { randomFillSync } from "node:crypto";

/** Random digits of one id, in hexadecimal; the first of them picks the variant. */
const DIGITS = 19;
const pool = Buffer.allocUnsafe((DIGITS * 512) / 2);
let digits = "";
let offset = 0;

/** The first 32 of an id's 48 bits of time, as text; they change about once a minute. */
let lastHigh = NaN;
let lastHighDigits = "";
/** An id up to its version, made once for all of one millisecond. */
let lastMs = NaN;
let lastTime = "";
function timeOf(ms: number): string {
  if (ms !== lastMs) {
    const high = Math.floor(ms / 0x10000);
    if (high !== lastHigh) {
      lastHighDigits = high.toString(16).padStart(8, "0");
      lastHigh = high;
    }
    const low = ms - high * 0x10000;
    lastTime = `${lastHighDigits}-${low.toString(16).padStart(4, "0")}-7`;
    lastMs = ms;
  }
  return lastTime;
}

/** The 12 bits after an id's milliseconds, as digits. @param fraction of a millisecond, below 1 */
const orderOf = (fraction: number) =>
  Math.floor(fraction * 4096)
    .toString(16)
    .padStart(3, "0");

/**
 * A UUIDv7 (RFC 9562, section 5.7): 48 bits of `nowMs` (Unix milliseconds), 12 of its fraction where it has one (section
 * 6.2, method 3), and random bits. Ids sort by the time they were made. The random bytes are drawn in blocks: a request needs an
 * id, and a system call each would cost more than the rest of it.
 */
export function uuidv7(nowMs: number = Date.now()): string {
  if (offset >= digits.length) {
    digits = randomFillSync(pool).toString("hex");
    offset = 0;
  }
  const at = offset;
  offset += DIGITS;
  const variant = "89ab"[parseInt(digits[at]!, 16) & 3]!;
  const ms = Math.floor(nowMs);
  const order = nowMs === ms ? digits.slice(at + 1, at + 4) : orderOf(nowMs - ms);
  return `${timeOf(ms)}${order}-${variant}${digits.slice(at + 4, at + 7)}-${digits.slice(at + 7, at + DIGITS)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text from outside (a path, a search param) may be asked of a uuid column at all. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
