import { decode } from "next-auth/jwt";
import { isOurToken } from "./session-token";

type Cookies = (name: string) => string | undefined;

/** What NextAuth calls the session's cookie. @param isHttps whether people come by https */
export const sessionCookieName = (isHttps: boolean) =>
  isHttps ? "__Secure-next-auth.session-token" : "next-auth.session-token";

/** What a cookie says, of which nothing is proven yet. */
export interface NamedSession {
  /** The user; of a portal session the account. */
  whose: string | undefined;
  sid: string | undefined;
  isPortal: boolean;
}

/**
 * What NextAuth wrote into the session's cookie, or null where there is none of ours. NextAuth itself is not
 * asked: it would read the other cookies as well, and fail over one that is malformed.
 *
 * @param isHttps whether people come by https: another name is believed there
 */
export async function sessionInCookie(
  cookies: Cookies,
  { secret, isHttps }: { secret: string; isHttps: boolean },
): Promise<NamedSession | null> {
  const token = cookies(sessionCookieName(isHttps));
  if (!token || !isOurToken(token)) return null;
  try {
    const session = await decode({ token, secret });
    if (!session) return null;
    return { whose: session.sub, sid: session.sid, isPortal: session.portal === true };
  } catch {
    // Of another secret or another age: its owner signs in again.
    return null;
  }
}
