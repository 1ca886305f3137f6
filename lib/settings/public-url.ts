import { env } from "@/lib/env";

const EVERY_INTERFACE = new Set(["0.0.0.0", "::"]);

/**
 * A page's full address, for mails: where the operator says the app is reached, else where it
 * listens. Never what a request's `Host` says, which its sender can choose.
 */
export function publicUrl(path: string): string {
  const { NEXTAUTH_URL, HOST, PORT } = env();
  if (NEXTAUTH_URL) return new URL(path, new URL(NEXTAUTH_URL).origin).href;
  const host = !HOST || EVERY_INTERFACE.has(HOST) ? "localhost" : HOST;
  return new URL(path, `http://${host.includes(":") ? `[${host}]` : host}:${PORT}`).href;
}
