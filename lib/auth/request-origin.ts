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
export function isSameOrigin({ origin, host, forwardedHost, publicUrl }: RequestAddress): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  const from = new URL(origin);
  if (publicUrl && from.origin === new URL(publicUrl).origin) return true;
  const asked = forwardedHost ?? host;
  return asked !== null && from.host === asked.toLowerCase();
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
