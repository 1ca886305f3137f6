import { createHash, randomInt } from "node:crypto";

/** Base32 after Crockford: without letters that are read as others. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 140 bits: past 112, a plain hash is enough to keep them (OWASP ASVS 5.0, 6.5.2). */
const LENGTH = 28;
const GROUP = 4;

export const RECOVERY_CODES = 10;

/** Ten codes in groups of four characters. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]);
    return letters.join("").replace(new RegExp(`.{${GROUP}}(?=.)`, "g"), "$&-");
  });
}

/** What is stored of a code, however its groups are typed; null where it is none by its form. */
export function hashRecoveryCode(typed: string): Buffer | null {
  const code = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  return code.length === LENGTH ? createHash("sha256").update(code).digest() : null;
}
