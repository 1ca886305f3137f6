import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/*
 * What an authenticator app shares with us must be readable here, so it cannot be hashed. It is sealed with
 * AES-256-GCM under a key that HKDF (RFC 5869) makes of AUTH_SECRET: a copy of the database alone is no second
 * factor. The user's id goes into the seal, so that a secret cannot be moved to another user.
 */

export interface SealedFor {
  authSecret: string;
  userId: string;
}

const CIPHER = "aes-256-gcm";
/** Bytes; both are what GCM is made for (NIST SP 800-38D). */
const NONCE = 12;
const TAG = 16;

const keyOf = (authSecret: string) =>
  Buffer.from(hkdfSync("sha256", authSecret, "", "latchkey second factor", 32));

/** @returns nonce, tag and what was sealed, one after the other */
export function seal(plain: Buffer, { authSecret, userId }: SealedFor): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, keyOf(authSecret), nonce, { authTagLength: TAG });
  cipher.setAAD(Buffer.from(userId));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @returns null where it was sealed for another user, or with another AUTH_SECRET */
export function unseal(sealed: Buffer, { authSecret, userId }: SealedFor): Buffer | null {
  const nonce = sealed.subarray(0, NONCE);
  const tag = sealed.subarray(NONCE, NONCE + TAG);
  if (tag.length < TAG) return null;
  const decipher = createDecipheriv(CIPHER, keyOf(authSecret), nonce, { authTagLength: TAG });
  decipher.setAAD(Buffer.from(userId));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
  } catch {
    return null;
  }
}
