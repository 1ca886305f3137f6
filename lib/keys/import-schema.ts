import { z } from "zod";
import { flat, NEW_KEY } from "@/lib/keys/program-schema";

const SHA256_TAKES = "takes a SHA-256 as 64 hexadecimal digits, or as base64url";

/** Of the whole key, in hex or base64url (RFC 4648, section 5; padded or not). */
const Sha256 = z.string({ error: SHA256_TAKES }).transform((text, ctx): string => {
  if (/^[\da-f]{64}$/i.test(text)) return text.toLowerCase();
  if (/^[\w-]{43}=?$/.test(text)) {
    const bytes = Buffer.from(text, "base64url");
    // Of its last character two bits say nothing: they must be nought, so that a hash has one spelling.
    if (bytes.toString("base64url") === text.slice(0, 43)) return bytes.toString("hex");
  }
  ctx.addIssue({ code: "custom", message: SHA256_TAKES });
  return z.NEVER;
});

const visible = (max: number) =>
  z
    .string()
    .regex(new RegExp(`^[\\x21-\\x7e]{1,${max}}$`), `takes 1 to ${max} visible ASCII characters`)
    .default("");

/** A key of another system: its hash, and what a new key of ours has besides. */
export const ImportedKey = z
  .strictObject({
    sha256: Sha256,
    ...NEW_KEY,
    active: z.boolean().default(true),
    /** For lists alone: what the key begins and ends with, where that is known. */
    prefix: visible(20),
    lastFour: visible(4),
  })
  .transform(flat);

export const MOST_IMPORTED = 1_000;

/** What one call moves in. */
export const ImportKeys = z.strictObject({
  keys: z
    .array(z.unknown())
    .min(1, "takes at least one key")
    .max(MOST_IMPORTED, `takes at most ${MOST_IMPORTED} keys`),
});
