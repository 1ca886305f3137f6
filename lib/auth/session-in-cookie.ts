import { decode } from "next-auth/jwt";
import { isOurToken } from "./session-token";

type Cookies = (name: string) => string | undefined;

/** What NextAuth calls the session's cookie. @param isHttps whether people come by https */
export const sessionCookieName = (isHttps: boolean) =>
  isHttps ? "__Secure-next-auth.session-token" : "next-auth.session-token";

/**
 * What NextAuth wrote into the session's cookie, or null where there is none of ours. NextAuth itself is not
 * asked: it would read the other cookies as well, and fail over one that is malformed.
 *
 * @param isHttps whether people come by https: another name is believed there
 */
export async function sessionInCookie(
  cookies: Cookies,
  { secret, isHttps }: { secret: string; isHttps: boolean },
): Promise<{ userId: string | undefined; sid: string | undefined } | null> {
  const token = cookies(sessionCookieName(isHttps));
  if (!token || !isOurToken(token)) return null;
  try {
    const session = await decode({ token, secret });
    return session && { userId: session.sub, sid: session.sid };
  } catch {
    // Of another secret or another age: its owner signs in again.
    return null;
  }
}
