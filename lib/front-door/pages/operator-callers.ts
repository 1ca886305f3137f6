import { LRUCache } from "lru-cache";
import { hashSecret } from "@/lib/credentials/secret";
import { isTokenLike } from "@/lib/credentials/token-format";

const KEPT = 2_000;
const KEPT_MS = 60_000;
/** Who makes tokens up asks the database through us so often at once, and no more. */
const MOST_LOOKUPS = 4;

const BEARER = /^bearer +(\S+) *$/i;

/**
 * Tells whose operator token an `Authorization` header holds; null: nobody's, or it cannot be told now. As of a minute
 * ago: whether the token still holds is for the management API to look up, and this only says whose requests come
 * first, and may be long.
 *
 * @param find the token's id by the SHA-256 of its secret, in hex; null where there is none
 */
export function operatorCallers(
  find: (hash: string) => Promise<string | null>,
): (authorization: string | undefined) => Promise<string | null> {
  const known = new LRUCache<string, Promise<string | null>>({ max: KEPT, ttl: KEPT_MS });
  let lookups = 0;
  return async (authorization) => {
    const secret = BEARER.exec(authorization ?? "")?.[1];
    if (secret === undefined || !isTokenLike(secret)) return null;
    const hash = hashSecret(secret);
    const remembered = known.get(hash);
    if (remembered) return remembered;
    if (lookups >= MOST_LOOKUPS) return null;
    lookups++;
    const asked = find(hash)
      .catch(() => {
        known.delete(hash);
        return null;
      })
      .finally(() => lookups--);
    known.set(hash, asked);
    return asked;
  };
}
