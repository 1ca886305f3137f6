import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { isOurToken } from "./session-token";

/** NextAuth's cookie, as it is called under http and under https. */
const SESSION = /(?:^|;\s*)(?:__Secure-)?next-auth\.session-token=([^;\s]+)/;
const KEPT = 2_000;
const KEPT_MS = 60_000;

/** Loaded with the first cookie: a gateway that nobody opens a page of does without its 12 MB. */
async function personOf(token: string, secret: string): Promise<string | null> {
  if (!isOurToken(token)) return null;
  const { decode } = await import("next-auth/jwt");
  try {
    return (await decode({ token, secret }))?.sub ?? null;
  } catch {
    return null;
  }
}

/**
 * Tells whose session a `Cookie` header holds, where we have signed it; null: nobody's. The session may have
 * been ended since: that is for the page to look up, and this only says whose requests come first.
 */
export function sessionCookies(secret: string): (cookie: string) => Promise<string | null> {
  const known = new LRUCache<string, Promise<string | null>>({ max: KEPT, ttl: KEPT_MS });
  return async (cookie) => {
    const token = SESSION.exec(cookie)?.[1];
    if (token === undefined) return null;
    // Remembered by its hash: what strangers make up may be long.
    const name = createHash("sha256").update(token).digest("base64");
    let person = known.get(name);
    if (!person) {
      person = personOf(token, secret);
      known.set(name, person);
    }
    return person;
  };
}
