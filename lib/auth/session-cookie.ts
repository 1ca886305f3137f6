import { LRUCache } from "lru-cache";

/** NextAuth's cookie, as it is called under http and under https. */
const SESSION = /(?:^|;\s*)(?:__Secure-)?next-auth\.session-token=([^;\s]+)/;
const KEPT = 2_000;
const KEPT_MS = 60_000;

/** Loaded with the first cookie: a gateway that nobody opens a page of does without its 12 MB. */
async function isOurs(token: string, secret: string): Promise<boolean> {
  const { decode } = await import("next-auth/jwt");
  try {
    return (await decode({ token, secret })) !== null;
  } catch {
    return false;
  }
}

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
      answer = isOurs(token, secret);
      known.set(token, answer);
    }
    return answer;
  };
}
