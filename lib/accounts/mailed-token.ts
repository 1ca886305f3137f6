import { createHash, randomBytes } from "node:crypto";

/** 32 random bytes in base64url: what a mail's link carries, and nothing else ever does. */
export function newMailedToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of a token: who reads the database cannot make a link of it. */
export function hashMailedToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
