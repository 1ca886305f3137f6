import { createHash } from "node:crypto";
import { addAttempt, forgiveAttempts, takeBackAttempt } from "@/db/queries/attempts";
import type { Queryable } from "@/db/queryable";
import { blockUnit, canonicalAddress } from "@/lib/http/client-address";
import { Refusal } from "@/lib/refusal";

/**
 * How often secrets may be guessed and mails be asked for. Counted in the database: neither several instances nor a
 * restart give anybody more guesses. An IPv6 address is counted with all of its /64.
 */

interface Limit {
  name: string;
  /** So many attempts in a window. */
  most: number;
  windowS: number;
}

const QUARTER_S = 15 * 60;
const HOUR_S = 60 * 60;

/** Nobody forgets a password in ten ways; an office behind one address may hold many people. */
const PASSWORDS_OF_ONE: Limit = { name: "passwords of one", most: 10, windowS: QUARTER_S };
const PASSWORDS_OF_ADDRESS: Limit = { name: "passwords of address", most: 100, windowS: QUARTER_S };
/** Of a million codes three are right at a time: so many tries an hour find one in four years. */
const CODES_OF_ONE: Limit = { name: "codes of one", most: 10, windowS: HOUR_S };
/** Each ends sessions, and is a row in the trail. */
const PASSWORD_CHANGES: Limit = { name: "password changes", most: 10, windowS: HOUR_S };
/** Each costs a hash and a row. */
const SIGN_UPS: Limit = { name: "sign-ups", most: 300, windowS: QUARTER_S };
/** Each puts a mail into somebody's box, who asks for it themselves. */
const OWN_MAILS: Limit = { name: "own mails", most: 5, windowS: HOUR_S };
/** Somebody may be asking for somebody else: see docs/decisions/0017-reset-mails.md. */
const MAILS_TO_ONE_FROM_ADDRESS: Limit = {
  name: "mails to one from address",
  most: 5,
  windowS: HOUR_S,
};
const MAILS_TO_ONE: Limit = { name: "mails to one", most: 30, windowS: HOUR_S };
const MAILS_OF_ADDRESS: Limit = { name: "mails of address", most: 50, windowS: HOUR_S };

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

/** Under which it is counted. Who reads the database does not see who signs in from where. */
const keyOf = ({ name }: Limit, whose: string) =>
  createHash("sha256").update(`${name}\n${whose}`).digest("base64url");

async function count(db: Queryable, limit: Limit, whose: string): Promise<void> {
  const { count, endsInMs } = await addAttempt(db, keyOf(limit, whose), limit.windowS);
  if (count <= limit.most) return;
  throw new TooManyAttempts(Math.max(1, Math.ceil(endsInMs / 60_000)), count === limit.most + 1);
}

const forgive = (db: Queryable, limit: Limit, whose: string) =>
  forgiveAttempts(db, keyOf(limit, whose));

/**
 * What is counted for an address: whoever has one of an IPv6 /64 has them all. Null where it is not known, as behind a
 * proxy that nobody has configured: that would be everybody, and is not counted.
 */
function unitOf(ip: string | null): string | null {
  const address = ip === null ? null : canonicalAddress(ip);
  return address === null ? null : blockUnit(address);
}

/** Somebody who shows a secret, or asks for a mail. */
interface Asking {
  /** Not a transaction: an attempt counts also where what it was made for is rolled back. */
  db: Queryable;
  ip: string | null;
}

/**
 * Runs a check of a password and counts it when it fails. It is counted before it runs, so that
 * many at once gain nothing, and forgiven when the password was right.
 *
 * @param who whose password it is: guesses against one person from one address are few
 * @throws {TooManyAttempts} without having checked
 */
export async function guardedCheck(
  { db, ip }: Asking,
  who: string,
  check: () => Promise<boolean>,
): Promise<boolean> {
  const unit = unitOf(ip);
  // Counted, failures of nobody knows whom would close sign-in to the person they are about.
  if (unit === null) return check();
  const one = `${who} ${unit}`;
  // The address first: one that is refused leaves no row for each name that it makes up.
  await count(db, PASSWORDS_OF_ADDRESS, unit);
  await count(db, PASSWORDS_OF_ONE, one);
  const right = await check();
  if (right) {
    await forgive(db, PASSWORDS_OF_ONE, one);
    await takeBackAttempt(db, keyOf(PASSWORDS_OF_ADDRESS, unit));
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
export async function guardedCode<T>(
  db: Queryable,
  userId: string,
  check: () => Promise<T>,
): Promise<T> {
  await count(db, CODES_OF_ONE, userId);
  const right = await check();
  if (right) await forgive(db, CODES_OF_ONE, userId);
  return right;
}

/** Counts a change of somebody's password by themselves. @throws {TooManyAttempts} */
export const countPasswordChange = (db: Queryable, userId: string) =>
  count(db, PASSWORD_CHANGES, userId);

/** Counts a sign-up. @throws {TooManyAttempts} */
export async function countSignUp({ db, ip }: Asking): Promise<void> {
  const unit = unitOf(ip);
  if (unit !== null) await count(db, SIGN_UPS, unit);
}

/** Counts a mail to somebody's own address, which the account that they have made or opened names. @throws {TooManyAttempts} */
export const countOwnMail = (db: Queryable, to: string) => count(db, OWN_MAILS, to);

/**
 * Counts a mail that somebody asked for, who may be anybody. Whoever asks from one address uses up what is theirs, and
 * only many together reach what one mailbox bears.
 * @throws {TooManyAttempts}
 */
export async function countMail({ db, ip }: Asking, to: string): Promise<void> {
  const unit = unitOf(ip);
  if (unit !== null) {
    await count(db, MAILS_OF_ADDRESS, unit);
    await count(db, MAILS_TO_ONE_FROM_ADDRESS, `${to} ${unit}`);
  }
  await count(db, MAILS_TO_ONE, to);
}

/** For who has used the link of such a mail: what strangers have asked for must not count against them. */
export const forgiveMails = (db: Queryable, to: string) => forgive(db, MAILS_TO_ONE, to);
