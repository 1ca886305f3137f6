import { headers } from "next/headers";
import { env } from "@/lib/env";

/**
 * Where the API is reached, for lines to paste: where the operator says the app is, else the
 * address that the page was asked for at. Of the latter the browser has the last word: a proxy in
 * between may not have said how it was reached.
 */
export async function apiOrigin(): Promise<{ apiOrigin: string; isOriginSet: boolean }> {
  const { NEXTAUTH_URL } = env();
  if (NEXTAUTH_URL) return { apiOrigin: new URL(NEXTAUTH_URL).origin, isOriginSet: true };
  const sent = await headers();
  const host = sent.get("x-forwarded-host") ?? sent.get("host") ?? "localhost";
  const scheme = sent.get("x-forwarded-proto") === "https" ? "https" : "http";
  return { apiOrigin: `${scheme}://${host}`, isOriginSet: false };
}
