import { timingSafeEqual } from "node:crypto";

/** Compares a bearer token with the operator's, in a time that does not depend on what differs. */
export class ServiceToken {
  /** The token, and zeros for the longest character of UTF-8; null where none is set. */
  private readonly expected: Buffer | null;
  private readonly presented: Buffer;

  /** @param token undefined: the operator's endpoints are off */
  constructor(token: string | undefined) {
    this.expected = token === undefined ? null : Buffer.from(token + "\0\0\0\0");
    this.presented = Buffer.alloc(this.expected?.length ?? 0);
  }

  get isSet(): boolean {
    return this.expected !== null;
  }

  matches(authorization: string | undefined): boolean {
    const match = /^bearer +(\S+) *$/i.exec(authorization ?? "");
    if (this.expected === null || match === null) return false;
    // Of one length whatever the text's, as `timingSafeEqual` wants it: a shorter one leaves zeros,
    // which no header has, and a longer one puts something where zeros should be.
    this.presented.fill(0);
    this.presented.write(match[1]!);
    return timingSafeEqual(this.presented, this.expected);
  }
}
