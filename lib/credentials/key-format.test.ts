import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ALPHABET,
  assembleSecret,
  crc32,
  isWellFormed,
  maskedKey,
  visibleParts,
} from "./key-format";
import { hashSecret, newSecret } from "./secret";

const base62 = fc.constantFrom(...ALPHABET);
const prefixes = fc.stringMatching(/^[a-z][a-z0-9]{0,7}(_[a-z0-9]{1,5}){0,2}$/);
const secrets = fc
  .tuple(prefixes, fc.string({ unit: base62, minLength: 40, maxLength: 40 }))
  .map(([prefix, random]) => assembleSecret(prefix, random));

test("CRC-32 gives the check value that the algorithm is known by", () => {
  expect(crc32("123456789").toString(16)).toBe("cbf43926");
  expect(crc32("")).toBe(0);
});

test("a key that was put together is well-formed, whatever its prefix", () => {
  fc.assert(fc.property(secrets, (secret) => isWellFormed(secret)));
});

test("a new key has its prefix, 40 random characters and a checksum of 6", () => {
  for (const prefix of ["lk", "acme_live", "a1"]) {
    const secret = newSecret(prefix);
    expect(secret).toMatch(new RegExp(`^${prefix}_[0-9A-Za-z]{46}$`));
    expect(isWellFormed(secret)).toBe(true);
  }
});

test("new keys use all of the alphabet, and none comes twice", () => {
  const made = Array.from({ length: 500 }, () => newSecret("lk"));
  expect(new Set(made).size).toBe(made.length);
  expect(new Set(made.flatMap((secret) => [...secret.slice(3, 43)])).size).toBe(62);
});

test("no single changed character goes unnoticed", () => {
  fc.assert(
    fc.property(
      secrets,
      fc.nat(),
      fc.oneof(base62, fc.string({ minLength: 1, maxLength: 1 }), fc.constantFrom("_", "é", "😀")),
      (secret, at, char) => {
        const i = at % secret.length;
        fc.pre(secret[i] !== char);
        expect(isWellFormed(secret.slice(0, i) + char + secret.slice(i + 1))).toBe(false);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("two neighbours swapped, a character left out or one too many go unnoticed nowhere", () => {
  fc.assert(
    fc.property(secrets, fc.nat(), base62, (secret, at, char) => {
      const i = at % (secret.length - 1);
      const swapped = secret.slice(0, i) + secret[i + 1] + secret[i] + secret.slice(i + 2);
      if (swapped !== secret) expect(isWellFormed(swapped)).toBe(false);
      expect(isWellFormed(secret + char)).toBe(false);
      expect(isWellFormed(secret.slice(0, -1))).toBe(false);
    }),
  );
});

test("garbage is refused and never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary", maxLength: 90 })), (text) => {
      expect(isWellFormed(text)).toBe(false);
    }),
    { numRuns: 500 },
  );
  for (const text of ["", "_", "lk_", `lk_${"0".repeat(46)}`, "x".repeat(10_000)]) {
    expect(isWellFormed(text)).toBe(false);
  }
});

test("a prefix of up to 20 characters is taken, a longer or an empty one is not", () => {
  const random = "0".repeat(40);
  expect(isWellFormed(assembleSecret("a".repeat(20), random))).toBe(true);
  expect(isWellFormed(assembleSecret("a".repeat(21), random))).toBe(false);
  expect(isWellFormed(assembleSecret("", random))).toBe(false);
  expect(isWellFormed(assembleSecret("UPPER", random))).toBe(false);
});

test("lists get the prefix and the last four characters, and nothing between", () => {
  fc.assert(
    fc.property(secrets, (secret) => {
      const parts = visibleParts(secret);
      expect(secret.startsWith(`${parts.prefix}_`)).toBe(true);
      expect(secret.length - parts.prefix.length).toBe(47);
      expect(maskedKey(parts)).toBe(`${parts.prefix}_…${secret.slice(-4)}`);
    }),
  );
});

test("a secret is kept as its SHA-256", () => {
  expect(hashSecret("abc")).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
