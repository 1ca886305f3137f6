import { Secret, TOTP } from "otpauth";

/*
 * Time-based one-time passwords (RFC 6238) as every authenticator app takes them: SHA-1, six digits, 30 seconds.
 * Some apps ignore what else an address says.
 */

/** As long as RFC 4226 recommends (section 4, R6). */
const SECRET_BYTES = 20;
const PERIOD_S = 30;
const SIX_DIGITS = /^[0-9]{6}$/;
/** A phone's clock may be so many periods off, either way. */
const TOLERATED_STEPS = 1;

export const newTotpSecret = (): Buffer => Buffer.from(new Secret({ size: SECRET_BYTES }).bytes);

const of = (secret: Buffer, label = "") =>
  new TOTP({
    issuer: "Latchkey",
    label,
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_S,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  });

/** The secret in base32, for who types it in, and the address that a QR code holds. */
export function totpSetUp(secret: Buffer, email: string): { text: string; address: string } {
  const totp = of(secret, email);
  return { text: totp.secret.base32, address: totp.toString() };
}

/**
 * The period (counted from 1970) whose code this is, among now and its neighbours; null for none. Takes the same
 * time whatever digits are wrong.
 */
export function totpStep(secret: Buffer, code: string, nowMs: number): number | null {
  // The library compares bytes, and throws where there are more of them than digits.
  if (!SIX_DIGITS.test(code)) return null;
  const totp = of(secret);
  const delta = totp.validate({ token: code, timestamp: nowMs, window: TOLERATED_STEPS });
  return delta === null ? null : totp.counter({ timestamp: nowMs }) + delta;
}
