import { createHash, timingSafeEqual } from "node:crypto";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Compares a bearer token with the operator's, in constant time. */
export class ServiceToken {
  private readonly expected: Buffer | null;

  /** @param token undefined: the operator's endpoints are off */
  constructor(token: string | undefined) {
    this.expected = token === undefined ? null : digest(token);
  }

  get isSet(): boolean {
    return this.expected !== null;
  }

  matches(authorization: string | undefined): boolean {
    const match = /^bearer +(\S+) *$/i.exec(authorization ?? "");
    return (
      this.expected !== null && match !== null && timingSafeEqual(digest(match[1]!), this.expected)
    );
  }
}
