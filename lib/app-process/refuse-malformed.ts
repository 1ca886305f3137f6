import type { IncomingMessage, ServerResponse } from "node:http";
import { isMalformedTarget } from "./malformed-target";

const REFUSAL = JSON.stringify({ error: "Bad Request" });

/**
 * Answers 400 where the target of a request, or its `Origin`, says nothing: Next.js would answer 500.
 * @returns whether it has answered
 */
export function refuseMalformed(request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  const isOrigin = origin === undefined || origin === "null" || URL.canParse(origin);
  if (isOrigin && !isMalformedTarget(request.url ?? "")) return false;
  response.writeHead(400, {
    "Content-Type": "application/json",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  });
  response.end(REFUSAL);
  return true;
}
