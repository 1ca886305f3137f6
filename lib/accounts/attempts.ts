import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { blockUnit, canonicalAddress } from "@/lib/enforcement/client-address";
import { Refusal } from "@/lib/refusal";

/**
 * How often secrets may be guessed and mails be asked for. Counted in this process: several
 * instances allow so many times more, which Argon2 and the length of passwords bear. An IPv6 address is
 * counted with all of its /64.
 */

const QUARTER_S = 15 * 60;
const HOUR_S = 60 * 60;

/** Nobody forgets a password in ten ways; an office behind one address may hold many people. */
const passwordsOfOne = new RateLimiterMemory({ points: 10, duration: QUARTER_S });
/** Where the client's address is not known, whoever guesses must not lock everybody out, nor guess for ever. */
const passwordsOfOneFromAnywhere = new RateLimiterMemory({ points: 100, duration: QUARTER_S });
const passwordsOfAddress = new RateLimiterMemory({ points: 100, duration: QUARTER_S });
/** Of a million codes three are right at a time: so many tries an hour find one in four years. */
const codesOfOne = new RateLimiterMemory({ points: 10, duration: HOUR_S });
/** Each costs a hash and a row. */
const signUps = new RateLimiterMemory({ points: 300, duration: QUARTER_S });
/** Each puts a mail into somebody's box. */
const mailsToOne = new RateLimiterMemory({ points: 5, duration: HOUR_S });
const mailsOfAddress = new RateLimiterMemory({ points: 50, duration: HOUR_S });

/** Too often, and for how long it stays so. */
export class TooManyAttempts extends Refusal {
  constructor(
    readonly waitMinutes: number,
    /** Whether it is the first that is refused: what comes after it says nothing new. */
    readonly isFirst: boolean,
  ) {
    super("forbidden", tooManyAttempts(waitMinutes));
  }
}

export const tooManyAttempts = (waitMinutes: number) =>
  `Too many attempts. Try again in ${waitMinutes} ${waitMinutes === 1 ? "minute" : "minutes"}.`;

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    const waitMinutes = Math.max(1, Math.ceil(reason.msBeforeNext / 60_000));
    throw new TooManyAttempts(waitMinutes, reason.consumedPoints === limiter.points + 1);
  }
}

/**
 * What is counted for an address: whoever has one of an IPv6 /64 has them all. Null where it is not known, as behind a
 * proxy that nobody has configured: that would be everybody, and is not counted.
 */
function unitOf(ip: string | null): string | null {
  const address = ip === null ? null : canonicalAddress(ip);
  return address === null ? null : blockUnit(address);
}

/**
 * Runs a check of a password and counts it when it fails. It is counted before it runs, so that
 * many at once gain nothing, and forgiven when the password was right.
 *
 * @param who whose password it is: guesses against one person from one address are few
 * @throws {TooManyAttempts} without having checked
 */
export async function guardedCheck(
  who: string,
  ip: string | null,
  check: () => Promise<boolean>,
): Promise<boolean> {
  const unit = unitOf(ip);
  const ofOne = unit === null ? passwordsOfOneFromAnywhere : passwordsOfOne;
  const one = unit === null ? who : `${who} ${unit}`;
  await consume(ofOne, one);
  if (unit !== null) await consume(passwordsOfAddress, unit);
  const right = await check();
  if (right) {
    await ofOne.delete(one);
    if (unit !== null) await passwordsOfAddress.reward(unit, 1);
  }
  return right;
}

/**
 * Runs a check of a code, as `guardedCheck` does of a password. Counted for the person alone: whoever guesses
 * codes knows the password already, and has many addresses.
 *
 * @param check null or false when the code is wrong
 * @throws {TooManyAttempts} without having checked
 */
export async function guardedCode<T>(userId: string, check: () => Promise<T>): Promise<T> {
  await consume(codesOfOne, userId);
  const right = await check();
  if (right) await codesOfOne.delete(userId);
  return right;
}

/** Counts a sign-up. @throws {TooManyAttempts} */
export async function countSignUp(ip: string | null): Promise<void> {
  const unit = unitOf(ip);
  if (unit !== null) await consume(signUps, unit);
}

/** Counts a mail to somebody's own address, which the account that they have made or opened names. @throws {TooManyAttempts} */
export const countOwnMail = (to: string) => consume(mailsToOne, `own ${to}`);

/** Counts a mail that somebody asked for, who may be anybody. @throws {TooManyAttempts} */
export async function countMail(to: string, ip: string | null): Promise<void> {
  const unit = unitOf(ip);
  if (unit !== null) await consume(mailsOfAddress, unit);
  await consume(mailsToOne, to);
}
