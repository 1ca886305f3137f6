import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/*
 * Answers are kept for a day, for who asks again with the same Idempotency-Key. Some hold the secret of a new key,
 * which must be nowhere: so they are sealed with AES-256-GCM under a key that HKDF (RFC 5869) makes of the operator
 * token itself. The database has the token's SHA-256 alone, and so cannot open them.
 */

const CIPHER = "aes-256-gcm";
/** Bytes; both are what GCM is made for (NIST SP 800-38D). */
const NONCE = 12;
const TAG = 16;

const keyOf = (secret: string) =>
  Buffer.from(hkdfSync("sha256", secret, "", "latchkey idempotent answer", 32));

/** @returns nonce, tag and what was sealed, one after the other */
export function sealAnswer(answer: string, secret: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, keyOf(secret), nonce, { authTagLength: TAG });
  const sealed = Buffer.concat([cipher.update(answer, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws where it was sealed under another token, or is not whole */
export function openAnswer(sealed: Buffer, secret: string): string {
  const nonce = sealed.subarray(0, NONCE);
  const decipher = createDecipheriv(CIPHER, keyOf(secret), nonce, { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  const rest = sealed.subarray(NONCE + TAG);
  return decipher.update(rest, undefined, "utf8") + decipher.final("utf8");
}

/** A text that nobody without the token can guess at: bodies may hold keys of customers. */
export const markOf = (secret: string, ...parts: ReadonlyArray<string | Buffer>): Buffer => {
  const hmac = createHmac("sha256", secret);
  for (const part of parts) hmac.update(`${part.length}:`).update(part);
  return hmac.digest();
};
