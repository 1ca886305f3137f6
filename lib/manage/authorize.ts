import type { Queryable } from "@/db/queryable";
import { findToken } from "@/lib/tokens/find";
import type { TokenView } from "@/lib/tokens/list";
import type { Scope } from "@/lib/tokens/schema";
import { countCall } from "./rate";
import { Refused } from "./refused";

const BEARER = /^bearer +(\S+) *$/i;

const noToken = () => new Refused("invalid_token", { headers: { "WWW-Authenticate": "Bearer" } });

/** Who calls. */
export interface Authorized {
  token: TokenView;
  secret: string;
}

/**
 * Finds out which token calls, and whether it may.
 * @throws {Refused} invalid_token, rate_limited, insufficient_scope
 */
export async function authorize(
  db: Queryable,
  headers: Headers,
  scope: Scope,
): Promise<Authorized> {
  const secret = BEARER.exec(headers.get("authorization") ?? "")?.[1];
  const token = secret === undefined ? null : await findToken(db, secret);
  if (secret === undefined || token === null) throw noToken();
  await countCall(db, token.id);
  if (!token.scopes.includes(scope)) {
    const detail = `The token lacks the scope ${scope}.`;
    throw new Refused("insufficient_scope", { detail });
  }
  return { token, secret };
}
