/**
 * The form of a secret: `<prefix>_` + 40 base62 characters + 6 base62 characters of CRC-32 over
 * what precedes them (after GitHub's token format). The checksum lets a mistyped or invented key
 * be refused without asking anybody.
 */

export const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
export const RANDOM_LENGTH = 40;
const CHECKSUM_LENGTH = 6;
const TAIL_LENGTH = RANDOM_LENGTH + CHECKSUM_LENGTH;
/** Longest prefix that any instance may ever have been configured with. */
export const MAX_PREFIX_LENGTH = 20;

const UNDERSCORE = 95;
const NO_DIGIT = 255;
/** What each ASCII character is worth as a base62 digit. */
const DIGIT_VALUES = new Uint8Array(128).fill(NO_DIGIT);
for (let value = 0; value < 62; value++) DIGIT_VALUES[ALPHABET.charCodeAt(value)] = value;

/** CRC-32 as in ISO-HDLC (zlib, Ethernet): polynomial 0xEDB88320, reflected. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

const CRC_START = 0xffffffff;
const crcNext = (crc: number, code: number) => CRC_TABLE[(crc ^ code) & 0xff]! ^ (crc >>> 8);
const crcEnd = (crc: number) => (crc ^ 0xffffffff) >>> 0;

/** CRC-32 of an ASCII text. */
export function crc32(ascii: string): number {
  let crc = CRC_START;
  for (let i = 0; i < ascii.length; i++) crc = crcNext(crc, ascii.charCodeAt(i));
  return crcEnd(crc);
}

/** A checksum in six base62 digits, most significant first; 62^6 holds all of 32 bits. */
function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let i = 0; i < CHECKSUM_LENGTH; i++) {
    digits = ALPHABET[rest % 62]! + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** Puts a secret together. @param random 40 base62 characters from a CSPRNG */
export function assembleSecret(prefix: string, random: string): string {
  const body = `${prefix}_${random}`;
  return body + checksumOf(body);
}

/**
 * Whether a text is a secret of the right form with the right checksum. The prefix is not held
 * against today's configuration: keys made before it was changed go on working.
 */
export function isWellFormed(text: string): boolean {
  const separator = text.length - TAIL_LENGTH - 1;
  if (separator < 1 || separator > MAX_PREFIX_LENGTH) return false;
  if (text.charCodeAt(separator) !== UNDERSCORE) return false;
  // In one pass: every request with a key comes through here.
  let crc = CRC_START;
  for (let i = 0; i < separator; i++) {
    const code = text.charCodeAt(i);
    const isLower = code >= 97 && code <= 122;
    const isDigit = code >= 48 && code <= 57;
    if (!isLower && !isDigit && code !== UNDERSCORE) return false;
    crc = crcNext(crc, code);
  }
  crc = crcNext(crc, UNDERSCORE);
  const checksumAt = text.length - CHECKSUM_LENGTH;
  let checksum = 0;
  for (let i = separator + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code > 127 ? NO_DIGIT : DIGIT_VALUES[code]!;
    if (digit === NO_DIGIT) return false;
    if (i < checksumAt) crc = crcNext(crc, code);
    else checksum = checksum * 62 + digit;
  }
  return checksum === crcEnd(crc);
}

/** What lists may show of a secret. */
export function visibleParts(secret: string): { prefix: string; lastFour: string } {
  return { prefix: secret.slice(0, secret.length - TAIL_LENGTH - 1), lastFour: secret.slice(-4) };
}

/** A key as lists show it: `lk_…a9Fq`. Of one that moved in as its hash nothing may be known. */
export function maskedKey({ prefix, lastFour }: { prefix: string; lastFour: string }): string {
  if (prefix === "" && lastFour === "") return "imported";
  return `${prefix}${prefix === "" ? "" : "_"}…${lastFour}`;
}

/** Longer than any key that is in use anywhere, short enough to be hashed at once. */
const MAX_FOREIGN_LENGTH = 512;

/** Whether a text may be a key of another system's: one word of printable ASCII. */
export function mayBeForeign(text: string): boolean {
  if (text.length === 0 || text.length > MAX_FOREIGN_LENGTH) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32 || code > 126) return false;
  }
  return true;
}
