import * as crypto from "node:crypto";
import { ALPHABET, assembleSecret, RANDOM_LENGTH } from "./key-format";

/** A new secret from the system's CSPRNG. */
export function newSecret(prefix: string): string {
  let random = "";
  for (let i = 0; i < RANDOM_LENGTH; i++) random += ALPHABET[crypto.randomInt(ALPHABET.length)]!;
  return assembleSecret(prefix, random);
}

// crypto.hash is four times as fast as createHash, but came with Node.js 20.12.
const sha256: (text: string) => string =
  typeof crypto.hash === "function"
    ? (text) => crypto.hash("sha256", text, "hex")
    : (text) => crypto.createHash("sha256").update(text).digest("hex");

/**
 * SHA-256 of a secret in hex: all that is stored, and what caches are asked with. A plain hash
 * is enough, because a secret has 238 random bits: there is nothing to guess slowly.
 */
export function hashSecret(secret: string): string {
  return sha256(secret);
}
