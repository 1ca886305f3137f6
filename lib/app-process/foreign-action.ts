import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a server action is called from a page elsewhere, as Next.js compares it. One without an origin is for the
 * action itself to refuse (lib/actions/answer.ts).
 */
export function isForeignAction(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  if (headers["next-action"] === undefined || origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  const from = new URL(origin).host;
  const forwarded = headers["x-forwarded-host"]?.toString().split(",", 1)[0]!.trim();
  return from !== forwarded && from !== host;
}
