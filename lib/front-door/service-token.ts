import { timingSafeEqual } from "node:crypto";
import { hashSecret } from "@/lib/keys/secret";

/** Of one length whatever the text's, as `timingSafeEqual` wants it. */
const digest = (text: string) => Buffer.from(hashSecret(text), "latin1");

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
