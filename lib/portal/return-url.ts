import { env } from "@/lib/env";
import { Refusal } from "@/lib/refusal";

const refused = (why: string) => new Refusal("invalid", why, "returnUrl");

/**
 * An address to lead visitors back to, where the operator allows its origin, or on this instance: a link that we show must
 * not lead to somebody else's copy of the operator's app.
 *
 * @param ownOrigin where people reach this instance
 * @returns it as browsers will read it
 * @throws {Refusal} invalid on `returnUrl`
 */
export function allowedReturnUrl(
  wanted: string,
  ownOrigin: string,
  allowed: readonly string[] = env().LATCHKEY_PORTAL_RETURN_ORIGINS,
): string {
  const url = URL.canParse(wanted) ? new URL(wanted) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw refused("A returnUrl is a whole address with http:// or https://.");
  }
  if (url.username !== "" || url.password !== "") {
    throw refused("A returnUrl holds neither name nor password.");
  }
  if (url.origin === ownOrigin) return url.href;
  if (allowed.length === 0) {
    throw refused(
      "No returnUrl is allowed here: LATCHKEY_PORTAL_RETURN_ORIGINS is not set. Name the origin of your app there, or leave the returnUrl out.",
    );
  }
  if (!allowed.includes(url.origin)) {
    throw refused(
      `A returnUrl of ${url.origin} is not allowed: LATCHKEY_PORTAL_RETURN_ORIGINS does not name that origin.`,
    );
  }
  return url.href;
}
