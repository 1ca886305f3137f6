import { env } from "@/lib/env";

/** The headers that say under which address a request came. */
type Address = Pick<Headers, "get">;

/**
 * Where people reach the app, as NextAuth works it out: NEXTAUTH_URL, else the address that the request
 * came to. Null where that is no address: a `Host` can hold anything.
 */
export function authOrigin(headers: Address, publicUrl = env().NEXTAUTH_URL): string | null {
  if (publicUrl) return new URL(publicUrl).origin;
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  const scheme = headers.get("x-forwarded-proto") === "http" ? "http" : "https";
  const url = `${scheme}://${host}`;
  if (!host || !URL.canParse(url)) return null;
  const { origin, pathname, search, username } = new URL(url);
  return pathname === "/" && search === "" && username === "" ? origin : null;
}
