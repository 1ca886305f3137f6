import { hash, type Algorithm, verify } from "@node-rs/argon2";

/**
 * Argon2id with the first of the parameter sets that OWASP's Password Storage Cheat Sheet
 * recommends: 19 MiB, two passes, one lane.
 */
const PARAMETERS = {
  // A const enum, which isolated modules cannot read: 2 is Argon2id.
  algorithm: 2 as Algorithm,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

/** One form for what keyboards write in several: NIST SP 800-63B, section 3.1.1.2. */
const normal = (password: string) => password.normalize("NFKC");

/** @returns the hash in PHC form, with its salt and parameters */
export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), PARAMETERS);
}

let nobodys: Promise<string> | undefined;

/**
 * Whether a password is the one of a hash. Without a hash (no such user, or one who has no
 * password) it takes as long as a wrong password does, and is wrong.
 */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const against = passwordHash ?? (await (nobodys ??= hashPassword("nobody's")));
  const matches = await verify(against, normal(password));
  return matches && passwordHash !== null;
}
