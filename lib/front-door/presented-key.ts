import type { Presented } from "@/lib/enforcement/facts";
import { isWellFormed } from "@/lib/keys/format";
import { hashSecret } from "@/lib/keys/secret";

const MISSING: Presented = { form: "missing" };
const MALFORMED: Presented = { form: "malformed" };
const BEARER = /^bearer(?: +|$)/i;

/** A key as text, from outside, to what enforcement asks for. */
export function presentKey(key: string): Presented {
  return isWellFormed(key) ? { form: "hash", hash: hashSecret(key) } : MALFORMED;
}

/**
 * Finds the key in a request's raw headers (name, value, name, value…): `X-API-Key`, or
 * `Authorization: Bearer`. Sent several times it must be the same each time: a proxy in between
 * may see only one of them. Another scheme of Authorization is no key, and an empty header none.
 */
export function presentedKey(rawHeaders: readonly string[]): Presented {
  let found: string | null = null;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    let value: string;
    if (name.length === 9 && name.toLowerCase() === "x-api-key") {
      value = rawHeaders[i + 1]!.trim();
    } else if (name.length === 13 && name.toLowerCase() === "authorization") {
      const match = BEARER.exec(rawHeaders[i + 1]!);
      if (!match) continue;
      value = rawHeaders[i + 1]!.slice(match[0].length).trim();
    } else {
      continue;
    }
    if (value === "") continue;
    if (found !== null && found !== value) return MALFORMED;
    found = value;
  }
  return found === null ? MISSING : presentKey(found);
}
