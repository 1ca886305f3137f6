import { headers } from "next/headers";
import { env } from "@/lib/env";

interface RequestAddress {
  origin: string | null;
  host: string | null;
  forwardedHost: string | null;
  /** Where the operator says the app is reached. */
  publicUrl?: string;
}

/**
 * Whether a request was sent by a page of this app. Browsers set `Origin` on every POST and no
 * page can change it, so one that is missing or foreign is refused.
 */
export function isSameOrigin(asked: RequestAddress): boolean {
  const { origin, publicUrl } = asked;
  if (!origin || !URL.canParse(origin)) return false;
  const from = new URL(origin);
  const known = publicUrl ? new URL(publicUrl) : null;
  // Of the public address all is known: a page of the same host by http may be anybody's on the way.
  if (known?.host === from.host) return known.origin === from.origin;
  return from.host === (asked.forwardedHost ?? asked.host)?.toLowerCase();
}

/** `isSameOrigin` for the request that is being served. */
export async function comesFromThisApp(): Promise<boolean> {
  const sent = await headers();
  return isSameOrigin({
    origin: sent.get("origin"),
    host: sent.get("host"),
    forwardedHost: sent.get("x-forwarded-host"),
    publicUrl: env().NEXTAUTH_URL,
  });
}
