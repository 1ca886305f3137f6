import type { Presented } from "@/lib/enforcement/decision/facts";
import { isWellFormed, mayBeForeign } from "@/lib/credentials/key-format";
import { hashSecret } from "@/lib/credentials/secret";

const MISSING: Presented = { form: "missing" };
const MALFORMED: Presented = { form: "malformed" };
const BEARER = /^bearer(?: +|$)/i;

/**
 * A key as text, from outside, to what enforcement asks for. What has not our form and checksum is refused without a
 * look-up, unless keys have moved in from elsewhere: those have any form.
 *
 * @param takesForeign whether there may be such keys
 */
export function presentKey(key: string, takesForeign: boolean): Presented {
  const mayExist = isWellFormed(key) || (takesForeign && mayBeForeign(key));
  return mayExist ? { form: "hash", hash: hashSecret(key) } : MALFORMED;
}

/**
 * Finds the key in a request's raw headers (name, value, name, value…): `X-API-Key`, or
 * `Authorization: Bearer`. Sent several times it must be the same each time: a proxy in between
 * may see only one of them. Another scheme of Authorization is no key, and an empty header none.
 */
export function presentedKey(rawHeaders: readonly string[], takesForeign: boolean): Presented {
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
  return found === null ? MISSING : presentKey(found, takesForeign);
}
