import { LRUCache } from "lru-cache";
import { decode } from "next-auth/jwt";

/** NextAuth's cookie, as it is called under http and under https. */
const SESSION = /(?:^|;\s*)(?:__Secure-)?next-auth\.session-token=([^;\s]+)/;
const KEPT = 2_000;
const KEPT_MS = 60_000;

/**
 * Tells whether a `Cookie` header holds a session that we have signed. The session may have been ended
 * since: that is for the page to look up, and this only says whose requests come first.
 */
export function sessionCookies(secret: string): (cookie: string) => Promise<boolean> {
  const known = new LRUCache<string, Promise<boolean>>({ max: KEPT, ttl: KEPT_MS });
  return async (cookie) => {
    const token = SESSION.exec(cookie)?.[1];
    if (token === undefined) return false;
    let answer = known.get(token);
    if (!answer) {
      answer = decode({ token, secret }).then(
        (session) => session !== null,
        () => false,
      );
      known.set(token, answer);
    }
    return answer;
  };
}
